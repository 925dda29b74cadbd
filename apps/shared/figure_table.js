// Builds the table from data with textContent only; reports the picked cell's reference.

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

const heading = (column) => {
  const node = make("th", `${column.align}${column.label.length > 24 ? " wide" : ""}`, column.label);
  node.scope = "col";
  if (column.detail) node.append(make("span", "detail", column.detail));
  return node;
};

const figure = (cell, align) => {
  const paren = cell.text.endsWith(")") ? " paren" : "";
  const long = cell.text.length > 26 ? " long" : "";
  const node = make("td", `${align} ${cell.tone}${paren}${long}`);
  if (cell.bar !== null) {
    node.classList.add("bar");
    node.style.setProperty("--share", `${Math.round(cell.bar * 1000) / 10}%`);
  }
  if (!cell.ref) {
    const text = make("span", "text", cell.text);
    if (cell.note) text.title = cell.note;
    node.append(text);
    return node;
  }
  const button = make("button", "", cell.text);
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.ref = cell.ref;
  if (cell.note) {
    button.title = cell.note;
    button.append(make("span", "unseen", `, ${cell.note}`));
  }
  node.append(button);
  return node;
};

const line = (row, columns) => {
  const node = make("tr", row.kind);
  const label = make("th", "label");
  label.scope = "row";
  const text = make(row.ref ? "button" : "span", "name", row.label);
  if (row.ref) {
    text.type = "button";
    text.dataset.ref = row.ref;
  }
  text.style.paddingInlineStart = row.level ? `${row.level * 0.9}em` : "";
  label.append(text);
  if (row.note) label.append(make("span", "detail", row.note));
  node.append(label, ...row.cells.map((cell, i) => figure(cell, columns[i].align)));
  return node;
};

const build = (data) => {
  const table = make("table");
  table.append(make("caption", "unseen", data.caption));
  const head = make("tr");
  const corner = make("th", "label corner", data.corner || "\u00a0");
  corner.scope = "col";
  head.append(corner, ...data.columns.map(heading));
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  body.append(...data.rows.map((row) => line(row, data.columns)));
  table.append(thead, body);
  return table;
};

const grid = (root) =>
  [...root.querySelectorAll("tbody tr")].map((row) => [...row.children].map(
    (cell) => cell.querySelector("button")));

// The next cell with a button in the direction of an arrow key, if there is one.
const neighbour = (cells, row, column, key) => {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const [dr, dc] = steps[key];
  for (let r = row + dr, c = column + dc; cells[r] && c >= 0 && c < cells[r].length; r += dr, c += dc) {
    if (cells[r][c]) return cells[r][c];
  }
  return null;
};

const walk = (root) => (event) => {
  if (!event.key.startsWith("Arrow") || !event.target.dataset.ref) return;
  const cells = grid(root);
  const row = cells.findIndex((line) => line.includes(event.target));
  const next = neighbour(cells, row, cells[row].indexOf(event.target), event.key);
  event.preventDefault();
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
};

const mark = (root, selected) => {
  const buttons = [...root.querySelectorAll("button")];
  buttons.forEach((button) => {
    const on = button.dataset.ref === selected;
    button.setAttribute("aria-pressed", on ? "true" : "false");
    button.tabIndex = -1;
  });
  const first = buttons.find((button) => button.dataset.ref === selected) || buttons[0];
  if (first) first.tabIndex = 0;
  return first;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const { selected, ...content } = data;
  const print = JSON.stringify(content);
  let frame = parentElement.querySelector(".frame");
  if (!frame || frame.dataset.print !== print) {
    const scrolled = frame ? frame.scrollTop : 0;
    if (frame) frame.remove();
    frame = make("div", "frame");
    frame.dataset.print = print;
    if (data.height) {
      frame.style.maxHeight = `${data.height}px`;
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", data.caption);
    }
    frame.append(build(data));
    frame.addEventListener("keydown", walk(frame));
    parentElement.append(frame);
    frame.scrollTop = scrolled;
    const chosen = mark(frame, selected);
    if (chosen && selected && chosen.dataset.ref === selected) chosen.scrollIntoView({ block: "nearest" });
  }
  mark(frame, selected);
  frame.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    mark(frame, button.dataset.ref);
    setTriggerValue("picked", button.dataset.ref);
  };
}

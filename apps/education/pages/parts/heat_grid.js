// Builds the grid from data with textContent only; reports the reference of what was picked.

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

// Which of nine steps a likelihood falls into: 0 surely not, 8 surely.
const step = (p) => Math.max(0, Math.min(8, Math.round(p / 12.5)));

const GLYPHS = { w: "▾", s: "", u: "" };

const told = (data, row, c) => {
  const code = row.codes[c];
  const said = row.said.includes(c) ? ` (${data.words.said})` : "";
  const values = {
    student: row.label,
    point: data.columns[c].label,
    verdict: data.words[code] + said,
    p: row.p[c],
    low: row.low[c],
    high: row.high[c],
    basis: data.words[row.basis[c]],
  };
  return data.words.told.replace(/\{(\w+)\}/g, (_, name) => values[name]);
};

const cell = (data, row, r, c) => {
  const code = row.codes[c];
  const bare = row.basis[c] === "own" ? "" : " bare";
  const node = make("td", `${code} p${step(row.p[c])}${bare}${row.said.includes(c) ? " said" : ""}`);
  node.append(make("span", "glyph", GLYPHS[code]));
  node.dataset.ref = `pair~${row.id}~${data.columns[c].id}`;
  node.dataset.at = `${r},${c}`;
  node.setAttribute("role", "gridcell");
  node.setAttribute("aria-label", `${data.words[code]} ${row.p[c]}%`);
  node.tabIndex = -1;
  return node;
};

const heading = (column) => {
  const node = make("th", "point");
  node.scope = "col";
  node.setAttribute("role", "columnheader");
  const button = make("button", "", column.label);
  button.type = "button";
  button.tabIndex = -1;
  button.title = column.label;
  button.dataset.ref = `point~${column.id}`;
  // Chinese stands upright from top to bottom; other writing is turned to read upwards.
  const turned = make("span", /[\u3400-\u9fff]/.test(column.label) ? "upright" : "turned");
  turned.append(button);
  node.append(turned);
  return node;
};

const unitLine = (units) => {
  const line = make("tr", "units");
  line.append(make("td", "label"));
  units.forEach((unit) => {
    const node = make("th", "unit");
    node.colSpan = unit.span;
    node.scope = "colgroup";
    const text = make("span", "", unit.label);
    text.title = unit.label;
    node.append(text);
    line.append(node);
  });
  return line;
};

const rowLine = (data, row, r) => {
  const line = make("tr");
  const label = make("th", "label");
  label.scope = "row";
  label.setAttribute("role", "rowheader");
  const name = make("button", "name", row.label);
  name.type = "button";
  name.dataset.ref = `student~${row.id}`;
  label.append(name);
  line.append(label, ...data.columns.map((_, c) => cell(data, row, r, c)));
  return line;
};

const build = (data) => {
  const table = make("table");
  table.setAttribute("role", "grid");
  table.append(make("caption", "unseen", data.caption));
  const head = make("thead");
  if (data.units.length) head.append(unitLine(data.units));
  const names = make("tr", "names");
  const corner = make("th", "label corner", data.corner);
  corner.scope = "col";
  names.append(corner, ...data.columns.map(heading));
  head.append(names);
  const body = make("tbody");
  body.append(...data.rows.map((row, r) => rowLine(data, row, r)));
  table.append(head, body);
  return table;
};

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default function ({ data, parentElement, setTriggerValue }) {
  const { selected, ...content } = data;
  const print = JSON.stringify(content);
  let frame = parentElement.querySelector(".frame");
  if (!frame || frame.dataset.print !== print) {
    if (frame) frame.parentElement.remove();
    const whole = make("div", "whole");
    frame = make("div", "frame");
    frame.dataset.print = print;
    frame.style.maxHeight = `${data.height}px`;
    const line = make("div", "told", data.words.hint);
    line.setAttribute("aria-live", "polite");
    frame.append(build(data));
    whole.append(line, frame);
    parentElement.append(whole);
    const rows = [...frame.querySelectorAll("tbody tr")];
    if (rows.length && data.columns.length) rows[0].children[1].tabIndex = 0;

    const tell = (node) => {
      const [r, c] = node.dataset.at.split(",").map(Number);
      line.textContent = told(data, data.rows[r], c);
    };
    frame.addEventListener("mouseover", (event) => {
      const node = event.target.closest("td[data-at]");
      if (node) tell(node);
    });
    frame.addEventListener("focusin", (event) => {
      const node = event.target.closest("td[data-at]");
      if (node) tell(node);
    });
    frame.addEventListener("keydown", (event) => {
      const node = event.target.closest("td[data-at]");
      if (!node) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        node.click();
        return;
      }
      const move = STEPS[event.key];
      if (!move) return;
      event.preventDefault();
      const [r, c] = node.dataset.at.split(",").map(Number);
      const next = rows[r + move[0]]?.children[c + move[1] + 1];
      if (!next || !next.dataset.at) return;
      node.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  }
  frame.querySelectorAll("[aria-selected]").forEach((node) => node.removeAttribute("aria-selected"));
  if (selected) {
    const chosen = frame.querySelector(`td[data-ref="${CSS.escape(selected)}"]`);
    if (chosen) chosen.setAttribute("aria-selected", "true");
  }
  frame.onclick = (event) => {
    const node = event.target.closest("[data-ref]");
    if (node) setTriggerValue("picked", node.dataset.ref);
  };
}

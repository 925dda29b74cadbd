// Builds a text with marked passages from data with textContent only; reports the picked one.

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

const passage = (data) => {
  if (!data.ref) return document.createTextNode(data.text);
  const button = make("button", `mark ${data.look}`, data.text);
  button.type = "button";
  button.dataset.ref = data.ref;
  button.title = data.note;
  button.append(make("sup", "", data.letter), make("span", "unseen", `, ${data.note}`));
  return button;
};

const legend = (items) => {
  const node = make("div", "legend");
  items.forEach((item) => {
    const entry = make("span", "entry");
    const sample = make("span", `mark ${item.look}`, "abc");
    sample.setAttribute("aria-hidden", "true");
    sample.append(make("sup", "", item.letter));
    entry.append(sample, make("span", "", ` ${item.label}`));
    node.append(entry);
  });
  return node;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const { selected, ...content } = data;
  const print = JSON.stringify(content);
  let frame = parentElement.querySelector(".text");
  if (!frame || frame.dataset.print !== print) {
    parentElement.querySelectorAll(".text, .legend").forEach((node) => node.remove());
    frame = make("div", "text");
    frame.dataset.print = print;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", data.caption);
    if (data.height) frame.style.maxHeight = `${data.height}px`;
    frame.append(...data.passages.map(passage));
    if (data.legend.length) parentElement.append(legend(data.legend));
    parentElement.append(frame);
    const chosen = [...frame.querySelectorAll("button")].find((b) => b.dataset.ref === selected);
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
  }
  const mark = (ref) => frame.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.ref === ref ? "true" : "false");
  });
  mark(selected);
  frame.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    mark(button.dataset.ref);
    setTriggerValue("picked", button.dataset.ref);
  };
}

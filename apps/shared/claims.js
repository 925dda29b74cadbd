// Builds sentences and chips from data with textContent only; reports the picked reference.

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

const chip = (data, selected) => {
  const button = make("button", "chip", String(data.number));
  button.type = "button";
  button.dataset.ref = data.ref;
  button.title = data.label;
  button.setAttribute("aria-label", `[${data.number}] ${data.label}`);
  button.setAttribute("aria-pressed", data.ref === selected ? "true" : "false");
  return button;
};

const struck = (claim) => {
  const holder = make("span", "struck");
  holder.tabIndex = 0;
  holder.setAttribute("role", "note");
  holder.append(make("s", "", claim.text), make("span", "reason", claim.struck));
  return holder;
};

const sentence = (claim, selected) => {
  const node = make("span", "claim");
  node.append(claim.struck ? struck(claim) : make("span", "", claim.text));
  claim.chips.forEach((data) => node.append(chip(data, selected)));
  return node;
};

export default function ({ data, parentElement, setTriggerValue }) {
  let frame = parentElement.querySelector(".answer");
  if (!frame) {
    frame = make("div", "answer");
    parentElement.append(frame);
  }
  const print = JSON.stringify(data.claims);
  if (frame.dataset.print !== print) {
    frame.dataset.print = print;
    frame.replaceChildren(...data.claims.map((claim) => sentence(claim, data.selected)));
  }
  const mark = (ref) => frame.querySelectorAll(".chip").forEach((button) => {
    button.setAttribute("aria-pressed", button.dataset.ref === ref ? "true" : "false");
  });
  mark(data.selected);
  frame.onclick = (event) => {
    const button = event.target.closest(".chip");
    if (!button) return;
    mark(button.dataset.ref);
    setTriggerValue("picked", button.dataset.ref);
  };
}

// Builds the map from data with textContent only; reports the reference of the box picked.

const SVG = "http://www.w3.org/2000/svg";

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

const line = (edge, nodes, size) => {
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  const x1 = from.x + size.width;
  const y1 = from.y + size.height / 2;
  const x2 = to.x;
  const y2 = to.y + size.height / 2;
  const bend = Math.max(24, (x2 - x1) / 2);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
  path.setAttribute("class", edge.tone);
  path.setAttribute("marker-end", "url(#tip)");
  return path;
};

const lines = (data) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", data.width);
  svg.setAttribute("height", data.depth);
  svg.setAttribute("aria-hidden", "true");
  const marker = document.createElementNS(SVG, "marker");
  const tip = document.createElementNS(SVG, "path");
  tip.setAttribute("d", "M0,0 L7,3.5 L0,7 z");
  const attributes = {
    id: "tip", viewBox: "0 0 7 7", refX: 7, refY: 3.5, markerWidth: 7, markerHeight: 7, orient: "auto",
  };
  Object.entries(attributes).forEach(([name, value]) => marker.setAttribute(name, value));
  marker.append(tip);
  svg.append(marker, ...data.edges.map((edge) => line(edge, data.nodes, data.size)));
  return svg;
};

const box = (node, size) => {
  const button = make("button", `box ${node.tone}`);
  button.type = "button";
  button.dataset.ref = node.ref;
  button.style.left = `${node.x}px`;
  button.style.top = `${node.y}px`;
  button.style.width = `${size.width}px`;
  button.style.height = `${size.height}px`;
  button.title = node.note ? `${node.label}: ${node.note}` : node.label;
  if (node.badge) button.append(make("span", "badge", node.badge));
  button.append(make("span", "name", node.label));
  if (node.note) button.append(make("span", "unseen", `, ${node.note}`));
  return button;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const { selected, ...content } = data;
  const print = JSON.stringify(content);
  let frame = parentElement.querySelector(".frame");
  if (!frame || frame.dataset.print !== print) {
    if (frame) frame.remove();
    frame = make("div", "frame");
    frame.dataset.print = print;
    frame.style.maxHeight = `${data.height}px`;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", data.caption);
    const room = make("div", "room");
    room.style.width = `${data.width}px`;
    room.style.height = `${data.depth}px`;
    room.append(lines(data), ...data.nodes.map((node) => box(node, data.size)));
    frame.append(room);
    parentElement.append(frame);
    const focus = data.nodes.find((node) => node.focus);
    if (focus) {
      frame.scrollTop = Math.max(0, focus.y - data.height / 2);
      frame.scrollLeft = Math.max(0, focus.x - frame.clientWidth / 2);
    }
  }
  frame.querySelectorAll(".box").forEach((node) => {
    node.setAttribute("aria-pressed", node.dataset.ref === selected ? "true" : "false");
  });
  frame.onclick = (event) => {
    const node = event.target.closest(".box");
    if (node) setTriggerValue("picked", node.dataset.ref);
  };
}

// What a browser sees of the picture in a page: texts, edges and lines that lie over one another, colours too near
// to what is under them, how large letters are. It is given how many pixels may lie over one another.
(near) => {
  const svg = document.querySelector("svg.cnndsl-picture");
  const painted = [...svg.querySelectorAll("rect, circle, polygon, polyline, line, path, text")];
  const texts = painted.filter((each) => each.tagName === "text").map(written);
  const [paper, ...shapes] = painted.filter((each) => each.tagName !== "text").flatMap(pieces);
  const found = [];

  // A text: as wide as it is set, and as high as its letters have ink, which is less than the font's lines are.
  function written(text) {
    const { fontFamily, fontSize, fontWeight, fill } = getComputedStyle(text);
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const { actualBoundingBoxAscent: over, actualBoundingBoxDescent: under } = canvas.measureText(text.textContent);
    const { x, width } = text.getBBox();
    const foot = text.y.baseVal[0].value;
    return {
      said: text.textContent, order: painted.indexOf(text), colour: fill,
      size: parseFloat(fontSize), bold: fontWeight !== "400", length: text.getComputedTextLength(),
      left: x, right: x + width, top: foot - over, bottom: foot + under,
    };
  }

  // Lines of one look are one path in the file; here each is a shape, as are boxes, with a point at each pixel.
  function pieces(shape) {
    const ways = shape.tagName === "path" ? shape.getAttribute("d").match(/M[^M]*/g) : [""];
    return ways.map((way) => piece(shape, way));
  }

  function piece(shape, way) {
    const { fill, stroke, strokeWidth } = getComputedStyle(shape);
    const one = way ? shape.cloneNode() : shape;
    if (way) one.setAttribute("d", way);
    const length = one.getTotalLength(), steps = Math.ceil(length);
    const points = Array.from({ length: steps + 1 }, (_, k) => one.getPointAtLength((length * k) / steps));
    const xs = points.map((point) => point.x), ys = points.map((point) => point.y);
    return {
      shape: one, points, order: painted.indexOf(shape), group: shape.closest("g"), look: shape.getAttribute("class"),
      fill, stroke, half: stroke === "none" ? 0 : parseFloat(strokeWidth) / 2,
      filled: fill !== "none", line: way !== "" && !way.endsWith("z"),
      left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
    };
  }

  const meet = (one, other, room = 0) =>
    one.left + near < other.right + room && other.left - room + near < one.right &&
    one.top + near < other.bottom + room && other.top - room + near < one.bottom;
  const touches = (text, shape) => shape.points.some(({ x, y }) =>
    meet(text, { left: x, right: x, top: y, bottom: y }, shape.half) && !hidden({ x, y }, shape));
  const holds = (shape, { x, y }) => shape.filled && shape.shape.isPointInFill(new DOMPoint(x, y));
  const deep = (shape, { x, y }) => {
    const far = near + shape.half;
    return [[far, 0], [-far, 0], [0, far], [0, -far]].every(([right, down]) =>
      holds(shape, { x: x + right, y: y + down }));
  };
  const hidden = (point, mark) => shapes.some((each) => each.order > mark.order && holds(each, point));
  const ground = (point, mark) =>
    (shapes.findLast((each) => each.order < mark.order && deep(each, point)) ?? paper).fill;
  const middle = (box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  const named = ({ look, left, right, top, bottom }) =>
    `${look} ${[left, top, right, bottom].map(Math.round).join(" ")}`;

  texts.forEach((text, k) => {
    for (const other of texts.slice(k + 1))
      if (meet(text, other)) found.push(`text over text: ${text.said} | ${other.said}`);
    for (const shape of shapes)
      if (meet(text, shape, shape.half) && touches(text, shape))
        found.push(`${shape.line ? "line through text" : "text over an edge"}: ${text.said} | ${named(shape)}`);
    if (hidden(middle(text), text)) found.push(`text under a shape: ${text.said}`);
  });

  // What a box is drawn with may lie in it. Lines may begin in a frame, on a body drawn in depth or in an area without
  // an outline, and not go across; dots and heads have the line's own colour.
  const open = (box) => box.half === 0 || /^(paper|panel)|-(top|side|sheet|band)/.test(box.look);
  const figure = (box) => shapes.filter((each) => each === box || (box.group && each.group === box.group));
  for (const line of shapes.filter((each) => each.line))
    for (const box of shapes.filter((each) => each.filled && !each.line && each.fill !== line.stroke)) {
      if (!meet(line, box) || !line.points.some((point) => deep(box, point))) continue;
      const inside = (point) => (open(box) ? figure(box) : [box]).some((each) => deep(each, point));
      const ends = [line.points[0], line.points.at(-1)].filter(inside).length;
      if (open(box) ? ends === 0 : ends < 2) found.push(`line through a box: ${named(line)} | ${named(box)}`);
    }

  function brightness(colour) {
    const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function pale(colour, under, least, what) {
    const [low, high] = [brightness(colour), brightness(under)].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < least) found.push(`too pale: ${what}, ${colour} on ${under}`);
  }
  for (const text of texts) pale(text.colour, ground(middle(text), text), 4.5, text.said);
  for (const shape of shapes.filter((each) => each.half))
    pale(shape.stroke, ground(shape.points[0], shape), 3, named(shape));

  const scrolls = (element) => element.scrollWidth > element.clientWidth;
  return {
    found, ground: paper.fill,
    letters: svg.getScreenCTM().a * Math.min(...texts.map((text) => text.size)),
    larger: svg.getBoundingClientRect().width > svg.parentElement.clientWidth,
    frame_scrolls: scrolls(svg.parentElement), page_scrolls: scrolls(document.documentElement),
    widths: texts.map((text) => [text.said, text.size, text.bold, text.length]),
  };
}

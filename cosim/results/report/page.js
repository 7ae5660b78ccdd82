"use strict";
// Draws every figure from the data in the page, in the units and at the width of the moment. No library, no network.
(() => {
  const { charts, kinds } = JSON.parse(document.getElementById("data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const FIRST_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
  const PRINT_WIDTH = 690;
  let printing = false;

  const system = () => document.querySelector("input[name=units]:checked").value;
  const form = (kind) => kinds[kind][system()];
  const convert = (value, kind) => (value === null ? null : form(kind).scale * value + form(kind).offset);
  const column = (index) => (system() === "us" ? 1 : 0);

  function element(name, attributes = {}, parent = null, text = "") {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  // numbers ----------------------------------------------------------------------------------------------------------

  function say(value, decimals) {
    return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .replace("-", "−").replace(/^−(0(?:\.0+)?)$/, "$1");
  }

  function decimalsFor(size) {
    const large = Math.abs(size);
    return large >= 100 || large === 0 ? 0 : large >= 10 ? 1 : 2;
  }

  function withUnits(value, kind, decimals) {
    const { units } = form(kind);
    const number = say(value, decimals);
    if (units === "$") return number.startsWith("−") ? `−$${number.slice(1)}` : `$${number}`;
    return units ? `${number} ${units}` : number;
  }

  function ticks(low, high, wanted) {
    const rough = (high - low) / wanted || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((one) => one >= rough * 0.999);
    const found = [];
    for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-6; at += 1) found.push(at * step);
    const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return { step, values: found, decimals: String(step / power).includes(".5") ? Math.max(decimals, 1 - Math.floor(Math.log10(power))) : decimals };
  }

  // what is shown of a chart -------------------------------------------------------------------------------------------

  const shown = (chart, panel) => panel.series.filter((series) => !chart.hidden.has(series.label));

  const many = (chart) => chart.categories.length || chart.x.length;

  function extent(chart) {
    let low = chart.fromZero ? 0 : Infinity;
    let high = chart.fromZero ? 0 : -Infinity;
    const take = (value) => {
      if (value === null) return;
      const converted = convert(value, chart.kind);
      low = Math.min(low, converted);
      high = Math.max(high, converted);
    };
    for (const panel of chart.panels) {
      const series = shown(chart, panel);
      if (chart.form === "lines") {
        for (const one of series) [...one.values, ...one.low].forEach(take);
      } else {
        const parts = many(chart);
        for (let at = 0; at < parts; at += 1) {
          take(series.reduce((sum, one) => sum + Math.max(one.values[at], 0), 0));
          take(series.reduce((sum, one) => sum + Math.min(one.values[at], 0), 0));
        }
      }
    }
    if (!(high > low)) [low, high] = Number.isFinite(low) ? [low - (chart.fromZero ? 0 : 1), low + 1] : [0, 1];
    return [low, high];
  }

  function fill(series, defs, scope) {
    if (!series.hatch) return series.colour;
    const id = `${scope}-hatch`;
    if (!defs.querySelector(`#${id}`)) {
      const pattern = element("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
      element("rect", { width: 6, height: 6, fill: series.colour }, pattern);
      element("rect", { width: 1.6, height: 6, fill: "#44494e" }, pattern);
    }
    return `url(#${id})`;
  }

  function canvas(host, width, height) {
    const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false" }, host);
    return { svg, defs: element("defs", {}, svg) };
  }

  // shortened to what fits; the whole name stands in the table and in the reading
  function fitted(text, room) {
    const most = Math.max(6, Math.floor(room / 6.3));
    return text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }

  // the three forms ------------------------------------------------------------------------------------------------------

  function drawBars(chart, panel, host, width) {
    const rows = chart.categories.length;
    const [low, high] = extent(chart);
    const totalRoom = 86;
    const right = width - totalRoom;
    const row = 42;
    const height = rows * row + 26;
    const { svg, defs } = canvas(host, width, height);
    const left = low < 0 ? totalRoom : 1;
    const scale = ticks(low, high, Math.max(2, Math.floor(right / 110)));
    const x = (value) => left + ((value - low) / (high - low)) * (right - left);
    for (const tick of scale.values) {
      element("line", { x1: x(tick), x2: x(tick), y1: 4, y2: rows * row, class: tick === 0 ? "zero" : "grid" }, svg);
      element("text", { x: x(tick), y: rows * row + 15, "text-anchor": tick === low ? "start" : "middle", class: "quiet" }, svg, say(tick, scale.decimals));
    }
    element("text", { x: width - 1, y: rows * row + 15, "text-anchor": "end", class: "quiet" }, svg, form(chart.kind).units);
    chart.categories.forEach((names, at) => {
      const top = at * row;
      element("text", { x: left + 4, y: top + 13, class: "over" }, svg, fitted(names[column()], width));
      let [above, below, sum] = [0, 0, 0];
      for (const one of shown(chart, panel)) {
        const value = one.values[at] * form(chart.kind).scale;
        if (!value) continue;
        const from = value > 0 ? above : below + value;
        if (value > 0) above += value; else below += value;
        sum += value;
        element("rect", { x: x(from), y: top + 18, width: Math.max(x(from + Math.abs(value)) - x(from), 0.3), height: 18, fill: fill(one, defs, chart.name), class: "edge" }, svg);
      }
      element("text", { x: x(above) + 6, y: top + 31, class: "over" }, svg, withUnits(sum, chart.kind, decimalsFor(sum)));
    });
    return { at: (_, y) => Math.min(rows - 1, Math.max(0, Math.floor(y / row))), mark: () => null, svg, width };
  }

  function frame(chart, host, width, height, margins) {
    const { svg, defs } = canvas(host, width, height);
    const [low, high] = extent(chart);
    const scale = ticks(low, high, Math.max(3, Math.round(height / 55)));
    const floor = Math.min(low, Math.floor(low / scale.step + 1e-9) * scale.step);
    const ceiling = Math.ceil(high / scale.step - 1e-9) * scale.step;
    const y = (value) => margins.top + (1 - (value - floor) / (ceiling - floor)) * (height - margins.top - margins.bottom);
    const { values, decimals } = ticks(floor, ceiling, (ceiling - floor) / scale.step);
    for (const tick of values) {
      element("line", { x1: margins.left, x2: width - margins.right, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }, svg);
      element("text", { x: margins.left - 5, y: y(tick) + 4, "text-anchor": "end", class: "quiet" }, svg, say(tick, decimals));
    }
    element("text", { x: 1, y: 11, class: "quiet" }, svg, form(chart.kind).units || chart.unitless || "Number");
    return { svg, defs, y };
  }

  const X_TITLES = { homes: "against homes in a group", share: "against the share of the time" };
  const MARGINS = { top: 22, right: 8, bottom: 22, left: 46 };

  function cursor(svg, height) {
    let line = null;
    return (x) => {
      line?.remove();
      line = x === null ? null : element("line", { x1: x, x2: x, y1: MARGINS.top, y2: height - MARGINS.bottom, class: "cursor" }, svg);
    };
  }

  function drawColumns(chart, panel, host, width) {
    const height = Math.round(Math.min(260, Math.max(190, width * 0.42)));
    const { svg, defs, y } = frame(chart, host, width, height, MARGINS);
    const columns = many(chart);
    const pitch = (width - MARGINS.left - MARGINS.right) / columns;
    const middle = (at) => MARGINS.left + (at + 0.5) * pitch;
    const gap = Math.min(4, pitch * 0.2);
    const names = chart.categories.map((pair) => pair[column()].replace(/\s(°[CF])$/, "").replace(/ to .*$/, ""));
    const widest = Math.max(...names.map((name) => name.length)) * 6.6 + 8;
    const every = Math.max(1, Math.ceil(widest / pitch));
    for (let at = 0; at < columns; at += 1) {
      let [above, below] = [0, 0];
      for (const one of shown(chart, panel)) {
        const value = one.values[at] * form(chart.kind).scale;
        if (!value) continue;
        const [from, to] = value > 0 ? [above, above + value] : [below + value, below];
        if (value > 0) above = to; else below = from;
        element("rect", { x: middle(at) - pitch / 2 + gap / 2, width: pitch - gap, y: y(to), height: Math.max(y(from) - y(to), 0.2), fill: fill(one, defs, chart.name), class: "edge" }, svg);
      }
      if (at % every === 0) element("text", { x: middle(at), y: height - 7, "text-anchor": "middle", class: "quiet" }, svg, names[at]);
    }
    const temperature = /°[CF]$/.exec(chart.categories[0]?.[column()] ?? "");
    if (temperature) element("text", { x: width - 1, y: 11, "text-anchor": "end", class: "quiet" }, svg, `outdoors from, ${temperature[0]}`);
    const mark = cursor(svg, height);
    return { at: (x) => Math.min(columns - 1, Math.max(0, Math.floor((x - MARGINS.left) / pitch))), mark: (at) => mark(at === null ? null : middle(at)), svg, width };
  }

  function xTicks(chart, low, high, width) {
    if (chart.xKind === "homes") { // on a logarithmic scale, and only those that were counted
      const most = Math.max(2, Math.floor(width / 70));
      const every = Math.ceil(chart.x.length / most);
      return chart.x.filter((_, at) => (chart.x.length - 1 - at) % every === 0).map((value) => [value, say(value, 0)]);
    }
    if (chart.xKind === "clock") return [0, 6, 12, 18, 24].map((hour) => [hour, `${hour}:00`]);
    if (chart.xKind === "share") {
      const scale = ticks(low, high, Math.max(2, Math.floor(width / 70)));
      return scale.values.map((value) => [value, `${say(value, scale.decimals)} %`]);
    }
    if (chart.xKind === "hours") {
      const scale = ticks(low, high, Math.max(2, Math.floor(width / 90)));
      return scale.values.map((value) => [value, say(value, scale.decimals)]);
    }
    if (chart.xKind === "temperature") {
      const scale = ticks(convert(low, "temperature"), convert(high, "temperature"), Math.max(2, Math.floor(width / 60)));
      const { scale: factor, offset } = form("temperature");
      return scale.values.map((value) => [(value - offset) / factor, say(value, scale.decimals)]);
    }
    const span = high - low;
    if (span > 70) {
      const every = Math.ceil((span / 30.4) / Math.max(2, Math.floor((width - 60) / 40)));
      return FIRST_DAYS.map((day, month) => [day, MONTHS[month]]).filter(([day], month) => day >= low && day <= high && month % every === 0);
    }
    const step = Math.max(1, Math.ceil(span / Math.max(2, Math.floor(width / 60))));
    const found = [];
    for (let day = Math.ceil(low - 1e-6); day <= high; day += step) found.push([day, dayName(day)]);
    return found;
  }

  // a day since 1 January; a part of it is an hour
  function dayName(day) {
    const month = FIRST_DAYS.findLastIndex((first) => first <= day);
    const whole = Math.floor(day + 1e-6);
    const hour = Math.round((day - whole) * 24);
    return `${whole - FIRST_DAYS[month] + 1} ${MONTHS[month]}${hour ? `, ${hour}:00` : ""}`;
  }

  function drawLines(chart, panel, host, width) {
    const height = Math.round(chart.panels.length > 1 ? Math.min(230, Math.max(180, width * 0.4)) : Math.min(340, Math.max(220, width * 0.38)));
    const { svg, defs, y } = frame(chart, host, width, height, MARGINS);
    const along = chart.xKind === "homes" ? Math.log : (value) => value;
    const [low, high] = [chart.x[0], chart.x[chart.x.length - 1]];
    const [first, last] = chart.xKind === "clock" ? [0, 24] : [along(low), along(high)];
    const x = (value) => MARGINS.left + ((along(value) - first) / (last - first || 1)) * (width - MARGINS.left - MARGINS.right);
    for (const [value, name] of xTicks(chart, low, high, width)) {
      element("line", { x1: x(value), x2: x(value), y1: height - MARGINS.bottom, y2: height - MARGINS.bottom + 4, class: "zero" }, svg);
      element("text", { x: x(value), y: height - 7, "text-anchor": x(value) > width - 30 ? "end" : x(value) < MARGINS.left + 8 ? "start" : "middle", class: "quiet" }, svg, name);
    }
    if (chart.xKind === "hours") element("text", { x: width - 1, y: 11, "text-anchor": "end", class: "quiet" }, svg, "against hours, highest first");
    if (chart.xKind === "temperature") element("text", { x: width - 1, y: 11, "text-anchor": "end", class: "quiet" }, svg, `outdoors, ${form("temperature").units}`);
    if (X_TITLES[chart.xKind]) element("text", { x: width - 1, y: 11, "text-anchor": "end", class: "quiet" }, svg, X_TITLES[chart.xKind]);
    if (chart.form === "areas") {
      let below = chart.x.map(() => 0);
      for (const one of shown(chart, panel)) {
        const above = below.map((value, at) => value + (one.values[at] ?? 0));
        const edge = (values) => values.map((value, at) => `${x(chart.x[at]).toFixed(1)},${y(convert(value, chart.kind)).toFixed(1)}`);
        element("polygon", { points: [...edge(above), ...edge(below).reverse()].join(" "), fill: fill(one, defs, chart.name) }, svg);
        below = above;
      }
    } else for (const one of shown(chart, panel)) {
      const point = (values, at) => `${x(chart.x[at]).toFixed(1)},${y(convert(values[at], chart.kind)).toFixed(1)}`;
      const known = chart.x.map((_, at) => at).filter((at) => one.values[at] !== null);
      if (!known.length) continue;
      if (one.style === "band") {
        const there = known.map((at) => point(one.values, at));
        const back = known.map((at) => point(one.low, at)).reverse();
        element("polygon", { points: [...there, ...back].join(" "), fill: one.colour, stroke: one.colour, "stroke-width": 1.2, "fill-opacity": 0.55 }, svg);
      } else {
        const line = element("polyline", { points: known.map((at) => point(one.values, at)).join(" "), fill: "none", stroke: one.colour, "stroke-width": one.label.includes("ean") ? 1.2 : chart.panels.length > 1 ? 1.7 : 2, "stroke-linejoin": "round" }, svg);
        if (one.dash) line.setAttribute("stroke-dasharray", one.dash);
      }
    }
    const mark = cursor(svg, height);
    const nearest = (at) => {
      const wanted = first + ((at - MARGINS.left) / (width - MARGINS.left - MARGINS.right)) * (last - first);
      let best = 0;
      chart.x.forEach((value, index) => { if (Math.abs(along(value) - wanted) < Math.abs(along(chart.x[best]) - wanted)) best = index; });
      return best;
    };
    return { at: nearest, mark: (at) => mark(at === null ? null : x(chart.x[at])), svg, width };
  }

  const FORMS = { bars: drawBars, columns: drawColumns, lines: drawLines, areas: drawLines };

  // reading values with pointer or keys --------------------------------------------------------------------------------

  const X_WORDS = {
    homes: (value) => `${say(value, 0)} homes`,
    clock: (value) => `${Math.floor(value + 1e-6)}:${String(Math.round((value - Math.floor(value + 1e-6)) * 60)).padStart(2, "0")}`,
    share: (value) => `${say(value, 1)} % of the time`,
  };

  function words(chart, panel, at) {
    const where = !chart.categories.length
      ? (X_WORDS[chart.xKind] ? X_WORDS[chart.xKind](chart.x[at]) : chart.xKind === "day" ? dayName(chart.x[at]) : chart.xKind === "temperature" ? withUnits(convert(chart.x[at], "temperature"), "temperature", 1) : `${say(chart.x[at] + 1, 0)}. highest hour`)
      : chart.categories[at][column()];
    const parts = [];
    let total = 0;
    for (const one of shown(chart, panel)) {
      if (one.values[at] === null || one.values[at] === undefined) continue;
      const value = convert(one.values[at], chart.kind);
      total += value;
      if (one.style === "band") parts.push(`${withUnits(convert(one.low[at], chart.kind), chart.kind, 1)} to ${withUnits(value, chart.kind, 1)}`);
      else if (value || chart.form === "lines") parts.push(`${one.label} ${withUnits(value, chart.kind, chart.kind === "count" ? 0 : Math.max(decimalsFor(value), chart.form === "lines" ? 1 : 0))}`);
    }
    const sum = chart.form !== "lines" && parts.length > 1 ? `: total ${withUnits(total, chart.kind, decimalsFor(total))}` : "";
    return `${panel.name ? `${panel.name}, ` : ""}${where}${sum}: ${parts.length ? parts.join(", ") : "nothing"}`;
  }

  function read(chart, panelAt, at) {
    chart.drawn.forEach((plot, index) => plot.mark(index === panelAt ? at : null));
    chart.reading.textContent = panelAt === null ? "" : words(chart, chart.panels[panelAt], at);
  }

  function keys(chart, event) {
    const along = chart.form === "bars" ? { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 } : { ArrowLeft: -1, ArrowRight: 1 };
    const last = many(chart) - 1;
    const place = chart.place ?? { panel: 0, at: -1 };
    if (event.key in along) place.at = Math.min(last, Math.max(0, place.at + along[event.key]));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      place.panel = Math.min(chart.panels.length - 1, Math.max(0, place.panel + (event.key === "ArrowDown" ? 1 : -1)));
      place.at = Math.max(place.at, 0);
    } else if (event.key === "Home") place.at = 0;
    else if (event.key === "End") place.at = last;
    else if (event.key === "Escape") { chart.place = null; read(chart, null, null); return; }
    else return;
    event.preventDefault();
    chart.place = place;
    read(chart, place.panel, place.at);
  }

  // drawing ------------------------------------------------------------------------------------------------------------

  function draw(chart) {
    chart.host.replaceChildren();
    chart.host.classList.toggle("one", chart.panels.length === 1);
    chart.host.classList.toggle("two", chart.panels.length === 2 || chart.panels.length === 4);
    const hosts = chart.panels.map((panel) => {
      const host = document.createElement("div");
      host.className = "plot";
      if (panel.name) {
        const name = document.createElement("h4");
        name.textContent = panel.name;
        host.append(name);
      }
      chart.host.append(host);
      return host;
    });
    chart.drawn = chart.panels.map((panel, index) => {
      const beside = chart.host.classList.contains("one") ? 1 : chart.host.classList.contains("two") ? 2 : 3;
      const width = Math.max(220, Math.floor(printing ? PRINT_WIDTH / beside : hosts[index].clientWidth));
      const plot = FORMS[chart.form](chart, panel, hosts[index], width);
      const follow = (event) => {
        const box = plot.svg.getBoundingClientRect();
        const scale = plot.width / box.width;
        read(chart, index, plot.at((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
      };
      plot.svg.addEventListener("pointermove", follow);
      plot.svg.addEventListener("pointerdown", follow);
      plot.svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") read(chart, null, null); });
      return plot;
    });
  }

  function legend(chart) {
    const unique = new Map();
    for (const panel of chart.panels) for (const one of panel.series) if (!unique.has(one.label)) unique.set(one.label, one);
    chart.legend.replaceChildren();
    if (unique.size < 2 && chart.form !== "lines") { chart.legend.hidden = true; return; }
    for (const [label, one] of unique) {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!chart.hidden.has(label)));
      const swatch = element("svg", { width: 22, height: 12, viewBox: "0 0 22 12", "aria-hidden": "true" }, button);
      if (one.style === "line") {
        const line = element("line", { x1: 0, x2: 22, y1: 6, y2: 6, stroke: one.colour, "stroke-width": 2.4 }, swatch);
        if (one.dash) line.setAttribute("stroke-dasharray", one.dash);
      } else {
        const defs = element("defs", {}, swatch);
        element("rect", { x: 4, y: 0.5, width: 14, height: 11, fill: fill(one, defs, `${chart.name}-legend`), stroke: "#44494e", "stroke-width": 0.7, "fill-opacity": one.style === "band" ? 0.55 : 1 }, swatch);
      }
      button.append(label);
      button.addEventListener("click", () => {
        if (!chart.hidden.delete(label)) chart.hidden.add(label);
        button.setAttribute("aria-pressed", String(!chart.hidden.has(label)));
        draw(chart);
      });
      chart.legend.append(button);
    }
  }

  for (const chart of charts) {
    const figure = document.querySelector(`[data-chart="${chart.name}"]`);
    chart.host = figure.querySelector(".plots");
    chart.legend = figure.querySelector(".legend");
    chart.reading = figure.querySelector(".reading");
    chart.hidden = new Set();
    chart.host.addEventListener("keydown", (event) => keys(chart, event));
    chart.host.addEventListener("blur", () => { chart.place = null; read(chart, null, null); });
    legend(chart);
    draw(chart);
  }
  const drawAll = () => charts.forEach(draw);
  for (const input of document.querySelectorAll("input[name=units]")) input.addEventListener("change", drawAll);
  let width = document.documentElement.clientWidth;
  window.addEventListener("resize", () => {
    if (printing || document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    drawAll();
  });
  window.addEventListener("beforeprint", () => { printing = true; drawAll(); });
  window.addEventListener("afterprint", () => { printing = false; drawAll(); });
})();

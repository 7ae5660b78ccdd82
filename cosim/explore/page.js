"use strict";
// Sends what is set to the server and shows the page that comes back. No library, no other host.
(() => {
  const { levers, names, shown: first } = JSON.parse(document.getElementById("data").textContent);
  const tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const at = (id) => document.getElementById(id);
  const values = new Map();
  const shown = new Set(first);
  const controls = new Map();
  let number = 0;
  let waiting = null;
  let timer = 0;

  const made = (name, attributes = {}, parent = null, text = "") => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    if (text) one.textContent = text;
    if (parent) parent.append(one);
    return one;
  };

  async function send(what, body, signal) {
    const answer = await fetch(what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });
    return { status: answer.status, ...(await answer.json()) };
  }

  // levers -------------------------------------------------------------------------------------------------------------

  function set(lever, value) {
    if (value === lever.value) values.delete(lever.name);
    else values.set(lever.name, value);
    controls.get(lever.name).box.classList.toggle("changed", values.has(lever.name));
    ask();
  }

  function also(lever) { // the other system's reading of a temperature
    const value = values.get(lever.name) ?? lever.value;
    if (lever.unit === "°F") return `${((value - 32) / 1.8).toFixed(1)} °C`.replace("-", "−");
    return lever.unit === "°C" ? `${(value * 1.8 + 32).toFixed(0)} °F`.replace("-", "−") : "";
  }

  function slider(lever, box) {
    const id = `lever-${lever.name}`;
    const label = made("label", { for: id }, box, lever.label);
    const reading = made("span", { class: "quiet" }, label);
    const pair = made("div", { class: "pair" }, box);
    const ends = { min: lever.low, max: lever.high, step: lever.step };
    const slide = made("input", { type: "range", ...ends, "aria-label": `${lever.label}, slider` }, pair);
    const exact = made("input", { type: "number", id, ...ends, step: "any" }, pair);
    const show = (value) => {
      slide.value = value;
      if (document.activeElement !== exact) exact.value = String(value);
      reading.textContent = also(lever) && ` (${also(lever)})`;
    };
    const take = (text) => {
      const value = Number(text);
      if (text === "" || !(value >= lever.low && value <= lever.high)) return;
      set(lever, Math.abs(value - lever.value) < 1e-9 ? lever.value : value);
      show(value);
    };
    slide.addEventListener("input", () => take(slide.value));
    exact.addEventListener("input", () => take(exact.value));
    exact.addEventListener("blur", () => show(values.get(lever.name) ?? lever.value));
    controls.set(lever.name, { box, show });
    show(lever.value);
  }

  function choice(lever, box) {
    const id = `lever-${lever.name}`;
    made("label", { for: id }, box, lever.label);
    const select = made("select", { id }, box);
    for (const option of lever.options) made("option", { value: option }, select, option);
    const show = (value) => { select.value = value; };
    select.addEventListener("change", () => set(lever, select.value));
    controls.set(lever.name, { box, show });
    show(lever.value);
  }

  function build() {
    const groups = new Map();
    const group = (name) => {
      if (!groups.has(name)) {
        const field = made("fieldset", {}, at("groups"));
        made("legend", {}, field, name);
        groups.set(name, field);
      }
      return groups.get(name);
    };
    for (const lever of levers.filter((one) => !names.includes(one.group))) one(lever, group(lever.group));
    for (const name of names) {
      const field = group(name);
      const line = made("label", { class: "line" }, field);
      const box = made("input", { type: "checkbox" }, line);
      box.checked = shown.has(name);
      line.append("show it");
      box.setAttribute("aria-label", `Show ${name}`);
      box.addEventListener("change", () => {
        if (box.checked) shown.add(name);
        else if (shown.size > 1) shown.delete(name);
        else box.checked = true;
        ask();
      });
      for (const lever of levers.filter((each) => each.group === name)) one(lever, field);
    }
    function one(lever, field) {
      const box = made("div", {}, field);
      if (lever.options.length) choice(lever, box);
      else slider(lever, box);
    }
  }

  // questions and answers ------------------------------------------------------------------------------------------------

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(asked, 120); // a slider that is dragged asks once it rests
  }

  async function asked() {
    waiting?.abort();
    waiting = new AbortController();
    number += 1;
    const mine = number;
    at("status").textContent = "Simulating …";
    at("frames").classList.add("busy");
    try {
      const body = { values: Object.fromEntries(values), shown: [...shown], tab, number: mine, system: system() };
      const answer = await send("ask", body, waiting.signal);
      if (mine !== number || answer.status === 409) return;
      at("faults").replaceChildren(...(answer.faults ?? []).map((fault) => made("li", {}, null, fault)));
      if (answer.view) await show(answer.view, mine);
      at("status").textContent = answer.view ? `Simulated in ${answer.seconds} s` : "Not simulated:";
    } catch (error) {
      if (error.name === "AbortError") return;
      at("status").textContent = "cosim no longer answers: start cosim explore again";
    }
    if (mine === number) at("frames").classList.remove("busy");
  }

  const shownFrame = () => at("frames").querySelector("iframe:not(.behind)");
  const system = () => shownFrame()?.contentDocument?.querySelector("input[name=units]:checked")?.value ?? "metric";

  function show(view, mine) {
    return new Promise((done) => {
      const next = made("iframe", { class: "behind", title: "Answer", src: `view/${view}` });
      next.addEventListener("load", () => {
        const before = shownFrame();
        if (mine === number) {
          const units = before?.contentDocument.querySelector("input[name=units]:checked");
          const chosen = units && next.contentDocument.getElementById(units.id);
          if (chosen && !chosen.checked) chosen.click();
          next.contentWindow.scrollTo(0, before?.contentWindow.scrollY ?? 0);
          before?.remove();
          next.classList.remove("behind");
        } else next.remove();
        done();
      }, { once: true });
      at("frames").append(next);
    });
  }

  at("reset").addEventListener("click", () => {
    values.clear();
    for (const lever of levers) {
      controls.get(lever.name).show(lever.value);
      controls.get(lever.name).box.classList.remove("changed");
    }
    ask();
  });

  at("save").addEventListener("click", async () => {
    const body = { values: Object.fromEntries(values), name: at("name").value, replace: at("replace").checked };
    try {
      const answer = await send("save", body);
      at("saved").textContent = answer.saved ? `Saved: ${answer.saved.join(", ")}` : answer.faults.join("; ");
    } catch {
      at("saved").textContent = "cosim no longer answers";
    }
  });
  at("levers").addEventListener("submit", (event) => event.preventDefault());

  build();
  asked();
})();

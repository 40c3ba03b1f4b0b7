/* Explore: what the form chooses is drawn, listed and kept in the address. It reads EXPLORE alone,
   the published figures of this release, and asks nothing of anywhere. */
"use strict";
(() => {
const data = window.EXPLORE, words = data.words;
const $ = id => document.getElementById(id);
const form = $("choices");
const boxes = [...form.querySelectorAll("input[name=area]")];
const areaName = Object.fromEntries(data.areas.map(([code, name]) => [code, name]));
const BLUE = "#12436D", QUIET = "#505a5f", GRID = "#dfe2e4", TEXT = "#0b0c0c";
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* A cell as the data has it: its text, and its parts where they do not follow from it. */
function cellOf(text) {
    const [shown, top, of, own] = text.split("|");
    const number = Number(shown.replace(/ \[[pr]\]/g, "").replace(/,/g, ""));
    const isShown = shown !== "" && !shown.startsWith("[");
    const numerator = top === undefined ? (isShown ? number : null) : top === "" ? null : Number(top);
    const denominator = of === undefined || of === "" ? null : Number(of);
    let value = null;
    if (isShown) value = own !== undefined ? Number(own) : denominator ? numerator / denominator : number;
    return { text: shown, isShown, numerator: isShown ? numerator : null, denominator: isShown ? denominator : null, value };
}

/* The choice: measure, period, quarter ("" for all), breakdown ("" for none) and areas. */
function choiceOfForm() {
    return {
        measure: $("measure").value, period: $("period").value, quarter: $("quarter").value,
        by: $("breakdown").value, areas: boxes.filter(box => box.checked).map(box => box.value),
    };
}

function choiceOfAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const areas = asked.get("areas");
    return {
        measure: asked.get("measure") ?? $("measure").options[0].value,
        period: asked.get("period") ?? "", quarter: asked.get("quarter") ?? "",
        by: asked.get("by") ?? "", areas: areas ? areas.split(",") : [],
    };
}

/* The nearest choice of which there are figures, and what had to be changed, in words. */
function possible(asked) {
    const told = [], isThere = Object.hasOwn(data.measures, asked.measure);
    if (!isThere) told.push(words.changed_measure);
    const id = isThere ? asked.measure : $("measure").options[0].value;
    const windows = data.figures[id];
    let period = asked.period;
    if (!Object.hasOwn(windows, period)) {
        if (period) told.push(words.changed_period);
        period = Object.hasOwn(windows, data.measures[id].window) ? data.measures[id].window : Object.keys(windows)[0];
    }
    const keys = Object.keys(windows[period]);
    let by = asked.by;
    if (by && !keys.some(key => key.startsWith(by + "/"))) {
        told.push(words.changed_groups);
        by = "";
    }
    let areas = by ? [data.county] : asked.areas.filter(code => keys.includes("/" + code));
    if (!areas.length) {
        if (asked.areas.length) told.push(words.changed_areas);
        areas = [data.county];
    }
    const quarter = data.quarters.includes(asked.quarter) ? asked.quarter : "";
    if (asked.quarter && !quarter) told.push(words.changed_quarter);
    return { choice: { measure: id, period, quarter, by, areas }, told };
}

/* What the choice shows: a series an area or category, each with its cells. */
function viewOf(choice) {
    const table = data.figures[choice.measure][choice.period];
    const keys = choice.by
        ? Object.keys(data.categories[choice.by]).map(code => `${choice.by}/${code}`).filter(key => key in table)
        : choice.areas.map(code => "/" + code);
    const known = keys.map(key => table[key].split(";").map(cellOf));
    const isThere = place => known.some(cells => cells[place].text !== data.once_a_year);
    const places = data.quarters.map((_, place) => place).filter(place => choice.quarter ? data.quarters[place] === choice.quarter : isThere(place));
    const series = keys.map((key, at) => {
        const code = key.slice(key.indexOf("/") + 1);
        return { code, name: choice.by ? data.categories[choice.by][code] : areaName[code], cells: places.map(place => known[at][place]) };
    });
    const measure = data.measures[choice.measure];
    const whose = choice.by ? `${areaName[data.county]}, ${fill(words.by, { breakdown: data.breakdowns[choice.by] })}` : series.map(each => each.name).join(", ");
    const period = measure.stock ? words.stock : data.periods[choice.period];
    const title = fill(choice.quarter ? words.title_of_quarter : words.title, { measure: measure.name, period, quarter: data.labels[places[0]], series: whose });
    return { choice, measure, series, places, whose, title };
}

/* The form shows the choice, and offers what there is for it. */
function offer(choice) {
    const windows = data.figures[choice.measure], keys = Object.keys(windows[choice.period]);
    $("measure").value = choice.measure;
    for (const option of $("period").options) option.disabled = option.hidden = !Object.hasOwn(windows, option.value);
    $("period").value = choice.period;
    $("quarter").value = choice.quarter;
    const groups = [...new Set(keys.map(key => key.slice(0, key.indexOf("/"))))].filter(Boolean);
    const first = $("breakdown").options[0];
    $("breakdown").replaceChildren(first, ...groups.map(name => new Option(fill(words.by, { breakdown: data.breakdowns[name] }), name)));
    $("breakdown").value = choice.by;
    for (const box of boxes) {
        const isThere = keys.includes("/" + box.value);
        box.checked = choice.areas.includes(box.value);
        box.closest("label").hidden = !isThere;
    }
    for (const level of form.querySelectorAll("[data-level]"))
        level.hidden = ![...level.querySelectorAll("label")].some(label => !label.hidden);
    $("areas").disabled = choice.by !== "";
    $("areas").title = choice.by ? words.groups_are_whole : "";
}

/* Vega's descriptions of the two charts. */
const axisFormat = isShare => isShare ? "format(datum.value, '.0%')" : "format(datum.value, ',')";
const label = (size, weight) => ({ fontSize: size, fontWeight: weight ?? "normal", font: "sans-serif" });
const shared = (title, subtitle) => ({
    $schema: "https://vega.github.io/schema/vega/v6.json", background: "white", padding: 4,
    autosize: { type: "pad" },
    config: { axis: { labelColor: TEXT, domainColor: QUIET, tickColor: QUIET, gridColor: GRID, labelFontSize: 12, labelFont: "sans-serif" } },
    ...(title ? { title: { text: title, subtitle, anchor: "start", color: TEXT, subtitleColor: QUIET, fontSize: 14, subtitleFontSize: 11, offset: 12, frame: "bounds", font: "sans-serif", subtitleFont: "sans-serif" } } : {}),
});

/* Lines over the quarters, a panel a series, all on one scale. */
function panels(view, wide, head) {
    const count = view.places.length, isShare = view.measure.unit === "%";
    const columns = Math.max(1, Math.min(view.series.length, Math.floor(wide / 240)));
    const width = Math.max(120, Math.floor((wide - 60) / columns) - 34), height = view.series.length > 1 ? 130 : 250;
    const rows = [], values = [0];
    view.series.forEach((series, panel) => {
        const drawn = series.cells.map((cell, place) => cell.isShown && cell.value !== null ? place : -1).filter(place => place >= 0);
        series.cells.forEach((cell, x) => {
            if (cell.text === data.once_a_year) return; // no gap: the line runs from year to year
            const isDrawn = drawn.includes(x);
            if (isDrawn) values.push(cell.value);
            rows.push({
                panel, name: series.name, x, y: isDrawn ? cell.value : 0, drawn: isDrawn,
                partial: cell.text.includes("[p]"),
                text: isDrawn ? (x === drawn[0] || x === drawn.at(-1) ? cell.text.replace(/ \[[pr]\]/g, "") : "") : cell.text,
            });
        });
    });
    const high = (Math.max(...values) || 1) * 1.2, low = Math.min(...values);
    const few = Math.max(1, Math.floor(width / 64));
    const every = Math.max(1, Math.ceil(count / few));
    const ticks = view.places.map((_, x) => x).filter(x => (count - 1 - x) % every === 0);
    const names = JSON.stringify(view.places.map(place => data.labels[place]));
    const at = { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" } };
    const number = stroke => ({
        type: "text", from: { data: "mine" }, encode: { enter: {
            ...at, dy: { signal: "datum.drawn ? -9 : -5" }, align: { signal: `datum.x === ${count - 1} && ${count} > 1 ? 'right' : 'center'` },
            dx: { signal: `datum.x === ${count - 1} && ${count} > 1 ? 6 : 0` }, baseline: { value: "bottom" }, text: { field: "text" },
            fill: { signal: `datum.drawn ? '${TEXT}' : '${QUIET}'` }, fontSize: { signal: "datum.drawn ? 13 : 10" },
            fontWeight: { signal: "datum.drawn ? 'bold' : 'normal'" }, font: { value: "sans-serif" },
            ...(stroke ? { stroke: { value: "white" }, strokeWidth: { value: 4 }, strokeJoin: { value: "round" } } : {}),
        } },
    });
    return {
        ...shared(head && view.title, head && head),
        layout: { columns, padding: { row: 22, column: 30 }, bounds: "full", align: "each" },
        data: [{ name: "rows", values: rows }],
        scales: [
            { name: "x", type: "linear", domain: [-0.4, count - 0.6], range: [0, width], zero: false, nice: false },
            { name: "y", type: "linear", domain: [low, high], range: [height, 0], nice: false },
        ],
        marks: [{
            type: "group", from: { facet: { name: "mine", data: "rows", groupby: ["panel"] } },
            encode: { enter: { width: { value: width }, height: { value: height } } },
            ...(view.series.length > 1 ? { title: { text: { signal: `${JSON.stringify(view.series.map(each => each.name))}[parent.panel]` }, anchor: "start", frame: "group", color: TEXT, fontSize: 13, limit: width + 30, font: "sans-serif" } } : {}),
            axes: [
                { orient: "left", scale: "y", grid: true, domain: false, ticks: false, tickCount: height > 200 ? 5 : 3, ...(isShare ? { tickMinStep: 0.01 } : { tickMinStep: 1 }), encode: { labels: { update: { text: { signal: axisFormat(isShare) } } } } },
                { orient: "bottom", scale: "x", values: ticks, labelFlush: true, encode: { labels: { update: { text: { signal: `${names}[datum.value]` } } } } },
            ],
            marks: [
                { type: "line", from: { data: "mine" }, encode: { enter: { ...at, defined: { field: "drawn" }, stroke: { value: BLUE }, strokeWidth: { value: 2.5 } } } },
                { type: "symbol", from: { data: "mine" }, encode: { enter: { ...at, opacity: { signal: "datum.drawn ? 1 : 0" }, size: { value: 44 }, stroke: { value: BLUE }, strokeWidth: { value: 2 }, fill: { signal: `datum.partial ? 'white' : '${BLUE}'` } } } },
                number(true), number(false),
            ],
        }],
    };
}

/* One quarter: a bar a series, its name above it, its figure at its end. */
function bars(view, wide, head) {
    const rows = view.series.map((series, row) => ({ row, name: series.name, y: series.cells[0].value ?? 0, text: series.cells[0].text }));
    const width = Math.max(160, wide - 110), step = 44;
    const at = row => ({ signal: `${step} * datum.row + ${row}` });
    const text = (dy, x, extra) => ({ type: "text", from: { data: "rows" }, encode: { enter: { x, y: at(dy), fill: { value: TEXT }, ...Object.fromEntries(Object.entries(label(13)).map(([key, value]) => [key, { value }])), ...extra } } });
    return {
        ...shared(head && view.title, head && head), width, height: step * rows.length, data: [{ name: "rows", values: rows }],
        scales: [{ name: "x", type: "linear", domain: [0, Math.max(...rows.map(row => row.y)) || 1], range: [0, width], nice: false }],
        marks: [
            { type: "rect", from: { data: "rows" }, encode: { enter: { x: { value: 0 }, x2: { scale: "x", field: "y" }, y: at(19), height: { value: 15 }, fill: { value: BLUE } } } },
            text(13, { value: 0 }, { text: { field: "name" } }),
            text(31, { scale: "x", field: "y", offset: 5 }, { text: { field: "text" }, fontWeight: { value: "bold" } }),
        ],
    };
}

/* The drawing of a view as SVG, or as the address of a PNG. `head` is a subtitle for one that is
   saved, which has its title within it. */
async function drawingOf(view, wide, kind, head) {
    const spec = view.choice.quarter ? bars(view, wide, head) : panels(view, wide, head);
    const drawn = await window.vegaEmbed(document.createElement("div"), spec, { mode: "vega", renderer: "svg", actions: false, defaultStyle: false, tooltip: false });
    const found = kind === "svg" ? await drawn.view.toSVG() : await drawn.view.toImageURL("png", 2);
    drawn.finalize();
    return found;
}

let turn = 0;
async function draw(view) {
    const mine = ++turn, wide = $("drawing").clientWidth || 640;
    const isBlank = !view.series.some(each => each.cells.some(cell => cell.isShown && cell.value !== null));
    $("title").textContent = view.title;
    if (isBlank) {
        $("drawing").textContent = words.nothing;
        return;
    }
    const svg = await drawingOf(view, wide, "svg");
    if (mine !== turn) return;
    $("drawing").innerHTML = svg;
    const drawing = $("drawing").firstElementChild;
    for (const inner of drawing.querySelectorAll("[role], [aria-roledescription], [aria-label]"))
        for (const name of ["role", "aria-roledescription", "aria-label", "aria-hidden"]) inner.removeAttribute(name);
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", fill(words.chart, { title: view.title }));
}

/* The table: a row a quarter and a column a series; of one quarter a row a series. Roles keep it a
   table where a narrow screen shows its rows as cards. */
const element = (tag, text, attributes) => Object.assign(document.createElement(tag), { textContent: text }, attributes);
function cellElement(cell, column) {
    const td = element("td", cell.text, { role: "cell" });
    td.dataset.label = column;
    if (cell.isShown && cell.text.includes("%") && cell.denominator !== null && cell.numerator !== null) {
        const of = fill(words.of, { numerator: cell.numerator.toLocaleString("en-GB"), denominator: cell.denominator.toLocaleString("en-GB") });
        td.append(" ", element("small", of));
    }
    return td;
}

function list(view) {
    const table = $("shown"), head = element("thead", "", { role: "rowgroup" }), body = element("tbody", "", { role: "rowgroup" });
    const columns = view.choice.quarter ? [data.labels[view.places[0]]] : view.series.map(each => each.name);
    const corner = view.choice.quarter ? (view.choice.by ? "Group" : "Area") : "Quarter";
    const headings = element("tr", "", { role: "row" });
    headings.append(...[corner, ...columns].map(text => element("th", text, { scope: "col", role: "columnheader" })));
    head.append(headings);
    const rows = view.choice.quarter
        ? view.series.map(each => [each.name, each.cells])
        : view.places.map((place, at) => [data.labels[place], view.series.map(each => each.cells[at])]).reverse();
    for (const [name, cells] of rows) {
        const row = element("tr", "", { role: "row" });
        row.append(element("th", name, { scope: "row", role: "rowheader" }), ...cells.map((cell, at) => cellElement(cell, columns[at])));
        body.append(row);
    }
    table.className = columns.length > 2 ? "many" : "";
    table.replaceChildren(element("caption", view.title), head, body);
    const marks = new Set(view.series.flatMap(each => each.cells.flatMap(cell => cell.text.match(/\[\w\]/g) ?? [])));
    $("marks").replaceChildren(...[...marks].sort().flatMap(mark => [element("b", mark), ` ${data.shorthand[mark]}. `]));
    const { definition, source, page } = view.measure;
    const href = `${page}#${view.choice.measure.replace(/_/g, "-")}`;
    $("about").replaceChildren(`${definition} Source: ${source}. `, element("a", view.measure.name, { href }));
}

function tell(view, told) {
    const cells = view.series.flatMap(each => each.cells).filter(cell => cell.text !== data.once_a_year);
    const count = cells.filter(cell => cell.isShown).length, hidden = cells.filter(cell => cell.text === "[c]").length;
    const said = fill(count === cells.length ? words.status_all : words.status, { measure: view.measure.name, series: view.whose, count, total: cells.length });
    const hid = hidden === 1 ? [words.status_hidden_one] : hidden ? [fill(words.status_hidden, { count: hidden })] : [];
    $("status").textContent = [...told, said, ...hid].join(" ");
}

let seen = null;
function show(asked, keepsAddress) {
    const { choice, told } = possible(asked);
    offer(choice);
    seen = viewOf(choice);
    list(seen);
    tell(seen, told);
    draw(seen);
    const kept = new URLSearchParams({ measure: choice.measure, period: choice.period });
    if (choice.quarter) kept.set("quarter", choice.quarter);
    if (choice.by) kept.set("by", choice.by); else kept.set("areas", choice.areas.join(","));
    const hash = "#" + kept.toString().replace(/%2C/g, ",");
    if (keepsAddress && hash !== location.hash) history.replaceState(null, "", hash);
}

/* What is saved: the table with the exact parts, and the chart with its title. */
const FORMULA = /^[=+\-@\t\r]/;
const quoted = text => { const safe = FORMULA.test(text) ? "'" + text : String(text); return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
function csvOf(view) {
    const { choice } = view, rows = [["measure_id", "measure", "period_type", "quarter", "area", "breakdown", "group", "figure", "numerator", "denominator", "value"]];
    for (const series of view.series) view.places.forEach((place, at) => {
        const cell = series.cells[at], area = choice.by ? areaName[data.county] : series.name;
        rows.push([choice.measure, view.measure.name, choice.period, data.quarters[place], area, choice.by || "all", choice.by ? series.name : "all", cell.text, cell.numerator ?? "", cell.denominator ?? "", cell.value ?? ""]);
    });
    return rows.map(row => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

function save(content, kind, ending) {
    const file = `${marked}${seen.choice.measure.replace(/_/g, "-")}.${ending}`;
    const link = element("a", "", { href: typeof content === "string" && content.startsWith("data:") ? content : URL.createObjectURL(new Blob([content], { type: kind })), download: file });
    link.click();
    $("status").textContent = fill(words.saved, { file });
}

/* A draft and a restricted edition say so in what is saved: in the name, and above the chart. */
const mark = document.querySelector("header .watermark")?.textContent;
const marked = mark ? mark.split(" ")[0] + "-" : "";
const edition = [mark, document.querySelector("header .edition").textContent].filter(Boolean);
$("csv").addEventListener("click", () => save("\ufeff" + csvOf(seen), "text/csv", "csv"));
$("svg").addEventListener("click", async () => save(await drawingOf(seen, 800, "svg", edition), "image/svg+xml", "svg"));
$("png").addEventListener("click", async () => save(await drawingOf(seen, 800, "png", edition), "", "png"));
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("change", event => {
    const asked = choiceOfForm();
    if (event.target.id === "measure") asked.by = "";
    show(asked, true);
});
window.addEventListener("hashchange", () => show(choiceOfAddress(), false));
window.addEventListener("resize", () => draw(seen));
for (const [place, quarter] of data.quarters.entries()) $("quarter").append(new Option(data.labels[place], quarter));
show(choiceOfAddress(), location.hash !== "");
})();

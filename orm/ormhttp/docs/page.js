"use strict";

// target is the address of a filled form, and what goes with it.
function target(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const request = { method: form.dataset.method, headers: {} };
  for (const field of form.querySelectorAll("[data-in]")) {
    const { name, value } = field;
    switch (value === "" && field.dataset.in !== "path" ? "" : field.dataset.in) {
      case "path": path = path.replace("{" + name + "}", encodeURIComponent(value).replaceAll("%2C", ",")); break;
      case "query": query.append(name, value); break;
      case "header": request.headers[name] = value; break;
      case "body": request.body = value; request.headers["Content-Type"] = field.dataset.media;
    }
  }
  const caller = document.querySelector("#caller input").value;
  if (caller) request.headers.Authorization = caller;
  return [query.size ? path + "?" + query : path, request];
}

// shown is an answer as text.
async function shown(answer) {
  let text = await answer.text();
  try {
    text = JSON.stringify(JSON.parse(text), null, 2);
  } catch { /* it is no JSON */ }
  const headers = ["Content-Type", "Location", "ETag", "Link", "Allow"].filter((n) => answer.headers.has(n)).map((n) => n + ": " + answer.headers.get(n));
  return [answer.status + " " + answer.statusText, ...headers, "", text].join("\n");
}

for (const form of document.querySelectorAll("form[data-path]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const out = form.querySelector(".answer");
    out.hidden = false;
    out.textContent = "…";
    try {
      const [address, request] = target(form);
      out.textContent = await shown(await fetch(address, request));
    } catch (problem) {
      out.textContent = String(problem);
    }
  });
}

document.querySelector("#caller").addEventListener("submit", (event) => event.preventDefault());

function open() {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (at instanceof HTMLDetailsElement) at.open = true;
}
addEventListener("hashchange", open);
open();

/* MOJ components, on the pages that use them. */
import { initAll } from "asset:moj-frontend.min.js";

initAll();
document.addEventListener("htmx.after.swap", (event) => {
  const target = event.detail.ctx.target;
  const place = target && target.id && document.getElementById(target.id);
  if (place) initAll({ scope: place });
});

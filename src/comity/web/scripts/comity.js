// Every page is complete without this. It only lets the design system's own pieces improve what is there.
import { initAll } from "./govuk-frontend.min.js"

document.body.classList.add("js-enabled", "govuk-frontend-supported")
initAll()

// What HTML and CSS cannot do alone; every page works without.
import "./tick.js";
import "./failures.js";
import "./editor.js";
import "./keys.js";
import "./unsaved.js";

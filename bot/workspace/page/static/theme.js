// Before the first paint: the colours that this person chose, else those of the system.
"use strict";
const chosenTheme = localStorage.getItem("theme");
if (chosenTheme) document.documentElement.dataset.theme = chosenTheme;

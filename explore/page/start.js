// Last of the scripts: every page is known now.
"use strict";
S.start();

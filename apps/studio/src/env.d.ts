/// <reference types="vite/client" />
/// <reference types="@jsquash/avif/emscripten-types.d.ts" />

import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

export default defineConfig({
  plugins: [react()],
  // The client stands in this repository, beside a React of its own: one of them is enough.
  resolve: { dedupe: ["react", "react-dom"] },
  build: {
    // Nothing inside the HTML or the CSS: the server's policy lets the page load its own files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npm run dev` shows the page as it is typed; the shop itself runs beside it. It sees the page's own
  // host, so that it takes the page for one of its own.
  server: { proxy: { "/api": { target: "http://127.0.0.1:3000", changeOrigin: false } } },
})

// Writes built/, which the program embeds. Names carry no digest: the program serves them by these names, and what is built
// twice is the same, byte for byte.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/",
  build: {
    outDir: "built",
    emptyOutDir: true,
    target: ["chrome90", "firefox91", "safari15"],
    modulePreload: false,
    assetsInlineLimit: 0, // no data: address; the page's rules of content admit none
    cssCodeSplit: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { page: "page.html", enter: "enter.html" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) => (asset.name?.endsWith(".css") ? "page.css" : "[name][extname]"),
      },
    },
  },
});

// VitePress's own look, in the fonts that the reader's machine has.
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default DefaultTheme;

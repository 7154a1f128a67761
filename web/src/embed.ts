import { startEmbed } from "./page/embed";

startEmbed();

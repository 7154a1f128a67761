import { definePlayground } from "./page/playground";

definePlayground();

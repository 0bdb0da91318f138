// The parts of AG Grid that 数据明细 uses, and none of its editors, exports, selections and row models of other kinds.
// What is missing is named in the console of the browser by a number; tests/browser fails on it: add the module here.
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  DateFilterModule,
  EventApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  NumberFilterModule,
  RowApiModule,
  ScrollApiModule,
  TextFilterModule,
  TooltipModule,
} from "ag-grid-community";

ModuleRegistry.registerModules([
  CellStyleModule, // numbers stand on the right
  ColumnApiModule,
  ColumnAutoSizeModule, // a double click on the edge of a heading
  DateFilterModule,
  EventApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  NumberFilterModule,
  RowApiModule,
  ScrollApiModule,
  TextFilterModule,
  TooltipModule,
]);

export { createGrid, themeQuartz } from "ag-grid-community";

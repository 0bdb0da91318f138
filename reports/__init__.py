"""年度成效报告: what a page of a year shows, as Word, PowerPoint and Excel."""

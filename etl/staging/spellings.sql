-- The other ways a name with brackets is written: plain brackets, none, without what they hold, and the short or
-- former name they tell. Empty for a name without brackets.
CREATE MACRO stage.spellings(name) AS CASE WHEN regexp_matches(name, '[（(]') THEN list_distinct(list_filter([
    translate(name, '（）', '()'),
    translate(name, '()', '（）'),
    regexp_replace(name, '[（）()]', '', 'g'),
    regexp_replace(name, '[（(](以下)?(简称|曾用名|原名|原)[^（）()]*[）)]', '', 'g'),
    regexp_extract(name, '[（(](?:以下)?(?:简称|曾用名|原名|原)[:： “"]*([^（）()”"]+)[”"]?[）)]', 1)
], lambda spelling: spelling <> '' AND spelling <> name)) ELSE CAST([] AS VARCHAR[]) END;

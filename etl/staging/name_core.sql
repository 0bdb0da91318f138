-- What two writings of one name share. area_stem: the name of an area without the word for its kind; without_area: a
-- bare name without the areas it begins with; name_core: without the last word for a kind of body.
CREATE MACRO stage.area_stem(name) AS regexp_replace(
    regexp_replace(stage.bare_name(name), '(社区)?(居民委员会|居委会|村民委员会|村委会)$', ''),
    '(.{2,}?)(特别行政区|自治区|自治州|自治县|省|市|区|县|街道办事处|街道|镇|乡|社区|村)$', '\1'
);
CREATE MACRO stage.without_area(bare, area) AS CASE
    WHEN area IS NULL OR area = '' OR NOT starts_with(bare, area) THEN bare
    ELSE regexp_replace(
        substr(bare, length(area) + 1),
        '^(省|市|区|县|街道办事处|街道|镇|乡|社区居民委员会|社区居委会|社区|居委会|村委会|村)', ''
    ) END;
CREATE MACRO stage.name_core(bare) AS regexp_replace(
    bare, '(志愿者服务队|志愿服务队|志愿者协会|志愿者队|服务中心|服务社|服务队|联合会|促进会|工作室|俱乐部|协会|中心|小组|队|社|会|团|站)$', ''
);
CREATE MACRO stage.near_keys(bare) AS list_append(list_transform(
    list_filter(
        range(1, length(bare) + 1),
        lambda place: NOT regexp_matches(
            bare[place], '[0-9a-z一二三四五六七八九十百甲乙丙丁戊己东南西北中上下前后左右内外大小老少男女新旧第]'
        )
    ),
    lambda place: left(bare, CAST(place - 1 AS BIGINT)) || substr(bare, CAST(place + 1 AS BIGINT))
), bare);

-- What an area is, from its level and the statistical code of its last part.
CREATE MACRO stage.area_kind(area_code, level) AS CASE
    WHEN level <= 3 THEN ['省', '市', '区县'][level]
    WHEN level = 6 OR NOT regexp_full_match(area_code, '[0-9]{12}') THEN '其他'
    WHEN level = 4 AND area_code[7:9] BETWEEN '001' AND '099' THEN '街道'
    WHEN level = 4 AND area_code[7:9] BETWEEN '100' AND '199' THEN '镇'
    WHEN level = 4 AND area_code[7:9] BETWEEN '200' AND '399' THEN '乡'
    WHEN level = 4 AND area_code[7:9] BETWEEN '400' AND '599' THEN '功能区'
    WHEN level = 5 AND area_code[10:12] BETWEEN '001' AND '199' THEN '居委会'
    WHEN level = 5 AND area_code[10:12] BETWEEN '200' AND '399' THEN '村委会'
    WHEN level = 5 AND area_code[10:12] BETWEEN '400' AND '499' THEN '类居委会'
    WHEN level = 5 AND area_code[10:12] BETWEEN '500' AND '599' THEN '类村委会'
    ELSE '其他'
END;

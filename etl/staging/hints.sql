-- What more can be said of a reference that was not found: old organisation codes (B104), areas of former trees (B121).
CREATE MACRO stage.hint_for(target, written) AS CASE
    WHEN target = 'organizations' AND regexp_matches(written, '^[0-9A-Z]{8}-?[0-9X]\z')
        THEN '（9位组织机构代码，查不到对应的统一社会信用代码）'
    WHEN target = 'areas' AND regexp_matches(written, '^[0-9]{12}\z')
        THEN '（今天的区划中没有这个代码，可能已撤并或改名；请填所在街道今天的代码，或先报送这个历史区划）'
    ELSE '' END;

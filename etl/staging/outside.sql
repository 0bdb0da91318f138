(SELECT '“' || latest.area_code || coalesce(' ' || here.name, '') || '”不在本次报送声明的区域“'
        || sender.area || ' ' || declared_name.name || '”内，请核对区域代码，或由所在区域报送'
    FROM stage.manifests AS sender
    JOIN stage.places AS declared ON declared.area_code = sender.area
    JOIN stage.place_names AS declared_name ON declared_name.area_code = sender.area
    JOIN stage.places AS place ON place.area_code = "named_area_code".id
    LEFT JOIN stage.place_names AS here ON here.area_code = place.area_code
    WHERE sender.delivery = latest._delivery AND sender.type = '{type}'
        AND NOT list_contains([place.l1, place.l2, place.l3, place.l4, place.l5, place.l6], sender.area))

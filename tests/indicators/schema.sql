-- The warehouse as the ETL publishes it, without rows: what little tables in the definition files are poured into.
CREATE TABLE areas(area_code VARCHAR, level INTEGER, name VARCHAR, parent_code VARCHAR, path VARCHAR, {ancestors}, kind VARCHAR, is_extra BOOLEAN, is_canonical BOOLEAN, has_data BOOLEAN);
CREATE TABLE area_aliases(area_code VARCHAR, alias VARCHAR);
CREATE TABLE population({area}, year INTEGER, basis VARCHAR, persons BIGINT, households BIGINT, {origin});
CREATE TABLE hubs(hub_id VARCHAR, name VARCHAR, level VARCHAR, {area}, established_on DATE, closed_on DATE, {origin});
CREATE TABLE organizations(org_id VARCHAR, name VARCHAR, uscc VARCHAR, legal_form VARCHAR, registration VARCHAR, {area}, hub_id VARCHAR, origin VARCHAR, field VARCHAR, established_on DATE, registered_on DATE, filed_on DATE, joined_on DATE, hatched_on DATE, closed_on DATE, stage VARCHAR, party_coverage VARCHAR, party_passed_on DATE, staff BIGINT, {origin});
CREATE TABLE ratings(org_id VARCHAR, ladder VARCHAR, year INTEGER, grade VARCHAR, grade_rank INTEGER, score DECIMAL(18, 3), awarded_by VARCHAR, awarded_on DATE, valid_from DATE, valid_until DATE, {area}, hub_id VARCHAR, legal_form VARCHAR, field VARCHAR, {origin});
CREATE TABLE rating_moves(org_id VARCHAR, ladder VARCHAR, year INTEGER, next_year INTEGER, grade VARCHAR, next_grade VARCHAR, grade_rank INTEGER, next_rank INTEGER, direction VARCHAR, {area}, hub_id VARCHAR, field VARCHAR, legal_form VARCHAR);
CREATE TABLE activities(activity_id VARCHAR, name VARCHAR, org_id VARCHAR, hub_id VARCHAR, project_id VARCHAR, brand VARCHAR, {area}, held_on DATE, ended_on DATE, kind VARCHAR, field VARCHAR, beneficiary VARCHAR, visits BIGINT, persons BIGINT, volunteers BIGINT, mode VARCHAR, with_community BOOLEAN, with_organization BOOLEAN, with_social_worker BOOLEAN, with_volunteer BOOLEAN, with_charity BOOLEAN, spend DECIMAL(18, 2), {origin});
CREATE TABLE funding(funding_id VARCHAR, paid_on DATE, amount DECIMAL(18, 2), status VARCHAR, source VARCHAR, instrument VARCHAR, donor VARCHAR, hub_id VARCHAR, org_id VARCHAR, project_id VARCHAR, {area}, in_kind BOOLEAN, custody BOOLEAN, parent_id VARCHAR, {origin});
CREATE TABLE volunteer_hours(record_id VARCHAR, volunteer_id VARCHAR, volunteers BIGINT, is_aggregate BOOLEAN, org_id VARCHAR, activity_id VARCHAR, brand VARCHAR, project_id VARCHAR, hub_id VARCHAR, kind VARCHAR, {area}, served_on DATE, hours DECIMAL(18, 3), points DECIMAL(18, 3), {origin});
CREATE TABLE workforce({area}, year INTEGER, community_workers BIGINT, social_workers BIGINT, stations BIGINT, facility_m2 DECIMAL(18, 3), {origin});
CREATE TABLE delivery_areas(delivery VARCHAR, type VARCHAR, {area}, from_on DATE, to_on DATE);
CREATE TABLE builds(build VARCHAR, built_at TIMESTAMP, data_date DATE, is_demonstration BOOLEAN, rules_version VARCHAR);
CREATE TABLE record_columns(type VARCHAR, "column" VARCHAR, name VARCHAR, kind VARCHAR, unit VARCHAR, help VARCHAR, choices JSON, is_personal BOOLEAN, required BOOLEAN, position INTEGER);
CREATE TABLE ladders(ladder VARCHAR, grade VARCHAR, rank INTEGER, valid_years INTEGER);
CREATE TABLE volunteer_stars(stars INTEGER, name VARCHAR, hours DECIMAL(18, 3));
CREATE TABLE fields(field VARCHAR, position INTEGER, description VARCHAR);
CREATE TABLE targets(indicator VARCHAR, area_code VARCHAR, year INTEGER, universe VARCHAR, value DECIMAL(18, 4), comparison VARCHAR, source VARCHAR, kind VARCHAR);

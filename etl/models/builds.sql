-- One row: this build.
SELECT build, built_at, data_date, is_demonstration, rules_version FROM stage.this_build CROSS JOIN stage.clock

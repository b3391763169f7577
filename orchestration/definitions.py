"""Puts the pieces together for Dagster; nothing is decided here."""

import dagster as dg

from orchestration import jobs
from orchestration.assets.connected import connected_sources
from orchestration.assets.landing import load_landing
from orchestration.assets.models import models
from orchestration.assets.published import copies, dashboard_page, published_marts
from orchestration.checks import expect_landing, expect_marts, landing_data, source_freshness
from orchestration.command_line_run import command_line_refresh
from orchestration.run_resource import RefreshRun

defs = dg.Definitions(
    assets=[
        *connected_sources(),
        load_landing,
        models,
        published_marts,
        dashboard_page,
        *copies(),
    ],
    asset_checks=[landing_data, expect_landing, expect_marts, source_freshness],
    jobs=[jobs.refresh, command_line_refresh],
    schedules=[jobs.daily_refresh()],
    sensors=[jobs.new_landing_files, jobs.watch],
    resources={"refresh_run": RefreshRun.configure_at_launch()},
    executor=dg.in_process_executor,
)

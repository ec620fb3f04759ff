"""Downloads nycflights13 from its public repository and writes the Parquet files that flights.conf reads."""

import pathlib
import sys
import tempfile
import urllib.request

import pandas as pd
import pyreadr

REPOSITORY = "https://raw.githubusercontent.com/tidyverse/nycflights13"
FLIGHTS = f"{REPOSITORY}/1aefb92ccf730612243e53d6cb337ecc59209058/data/flights.rda"
TABLES = f"{REPOSITORY}/df98ef215aa8216fe0838a0b8ac5bada646d814c/data-raw"


def flights() -> pd.DataFrame:
    """Returns all flights with the scheduled and the actual departure as UTC instants."""
    with tempfile.NamedTemporaryFile(suffix=".rda") as file:
        urllib.request.urlretrieve(FLIGHTS, file.name)
        table = next(iter(pyreadr.read_r(file.name).values()))
    table = table.drop(columns=["hour", "minute", "sched_dep_time", "sched_arr_time", "time_hour"], errors="ignore")
    table.insert(0, "flight_id", range(1, len(table) + 1))
    whole = ["year", "month", "day", "dep_time", "arr_time", "dep_delay", "arr_delay", "flight", "air_time", "distance"]
    table[whole] = table[whole].astype("Int32")
    minutes = (table.dep_time // 100 * 60 + table.dep_time % 100 - table.dep_delay) % 1440
    day = pd.to_datetime(table[["year", "month", "day"]].astype("int32"))
    clock = day + pd.to_timedelta(minutes.astype("Float64").astype(float), unit="min")
    zoned = clock.dt.tz_localize("America/New_York", ambiguous=True, nonexistent="shift_forward")
    table["sched_dep_utc"] = zoned.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    delay = pd.to_timedelta(table.dep_delay.astype("Float64").astype(float), unit="min")
    table["dep_utc"] = (table.sched_dep_utc + delay).astype("datetime64[us, UTC]")
    return table


def main(folder: pathlib.Path) -> None:
    """Writes flights, weather, planes and airports into the folder."""
    flights().to_parquet(folder / "flights.parquet", compression="zstd", index=False)
    for name in ["weather", "planes", "airports"]:
        table = pd.read_csv(f"{TABLES}/{name}.csv")
        if "time_hour" in table:
            table["time_hour"] = pd.to_datetime(table.time_hour, utc=True).astype("datetime64[us, UTC]")
        table.to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

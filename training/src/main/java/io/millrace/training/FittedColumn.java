package io.millrace.training;

import io.millrace.models.ColumnEncoder;
import java.util.Optional;

/** What the fit made of one column: how it is encoded, unless it is dropped, and what people are told. */
record FittedColumn(Optional<ColumnEncoder> encoder, PreparedColumn described) {}

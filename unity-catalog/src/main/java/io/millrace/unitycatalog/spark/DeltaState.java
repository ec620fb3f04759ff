package io.millrace.unitycatalog.spark;

import io.millrace.unitycatalog.DeltaLogFacts;
import io.millrace.unitycatalog.UnityTable;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import scala.Option;
import scala.collection.immutable.Set;
import scala.jdk.javaapi.CollectionConverters;

/** What the log of a Delta table says, as a server is told it. */
record DeltaState(UnityTable table, DeltaLogFacts log) {

    /** Reads the newest state of the table in the folder. */
    static DeltaState of(URI folder) {
        DeltaLog log = DeltaLog.forTable(SparkSession.active(), new Path(folder));
        Snapshot newest = log.update(false, Option.empty(), Option.empty());
        String comment = newest.metadata().description();
        var table = UnityTable.delta(
                folder,
                newest.metadata().schemaString(),
                comment == null ? "" : comment,
                new TreeMap<>(CollectionConverters.asJava(newest.metadata().configuration())));
        return new DeltaState(
                table,
                new DeltaLogFacts(
                        newest.protocol().minReaderVersion(),
                        newest.protocol().minWriterVersion(),
                        names(newest.protocol().readerFeatures()),
                        names(newest.protocol().writerFeatures()),
                        newest.timestamp()));
    }

    private static List<String> names(Option<Set<String>> features) {
        return features.isEmpty() ? List.of() : List.copyOf(new TreeSet<>(CollectionConverters.asJava(features.get())));
    }
}

package io.millrace.unitycatalog;

import java.util.List;

/**
 * What a server is told of a Delta table's log.
 *
 * @param readerVersion of Delta's protocol
 * @param writerVersion of Delta's protocol
 * @param readerFeatures the names of the table features that a reader must know, in order
 * @param writerFeatures the names of the table features that a writer must know, in order
 * @param time of the newest commit, in milliseconds since 1970
 */
public record DeltaLogFacts(
        int readerVersion, int writerVersion, List<String> readerFeatures, List<String> writerFeatures, long time) {}

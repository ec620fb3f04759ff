package io.millrace.registry;

import java.net.URI;

/**
 * A run that was just started.
 *
 * @param runId 32 hexadecimal digits
 * @param experimentId the experiment it belongs to
 * @param artifactUri where its artifacts go
 */
public record RunHandle(String runId, String experimentId, URI artifactUri) {}

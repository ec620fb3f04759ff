package io.millrace.jobs;

import io.millrace.pipelines.CodeVersion;
import picocli.CommandLine.IVersionProvider;

/** Tells the versions of Millrace and Java. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"millrace " + CodeVersion.current(), "java " + Runtime.version()};
    }
}

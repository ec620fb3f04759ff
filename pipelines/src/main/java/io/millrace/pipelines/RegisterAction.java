package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import io.millrace.registry.ModelVersion;
import java.util.List;
import java.util.Map;

/** Writes the model folder and registers it as a version. */
final class RegisterAction extends ModelAction {
    /** The output that holds the version's number. */
    static final String VERSION = "version";

    RegisterAction(RunContext context) {
        super(context);
    }

    @Override
    public StepResult run(String item, Write write) {
        ModelVersion version = trained(item).register().version();
        return new StepResult(
                0,
                Map.of(VERSION, Long.toString(version.version())),
                List.of(new Made(
                        "model version",
                        "models:/" + item + "/" + version.version(),
                        "",
                        "millrace models history PROJECT " + item)));
    }
}

package io.millrace.models.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.models.PortableModel;
import java.nio.DoubleBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What onnxruntime makes of rows. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OnnxScores(int[] predictions, double[] probabilities) {
    /** Scores the rows, whose values come in the order of the model's inputs. */
    static OnnxScores of(byte[] onnx, PortableModel model, List<@Nullable Object[]> rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx)) {
            String missing = session.getMetadata().getCustomMetadata().get(OnnxModel.MISSING_TEXT);
            Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
            try {
                for (int i = 0; i < model.inputs().size(); i++) {
                    InputColumn input = model.inputs().get(i);
                    if (session.getInputNames().contains(input.name())) {
                        feeds.put(input.name(), tensor(environment, input, i, rows, missing));
                    }
                }
                try (OrtSession.Result result = session.run(feeds)) {
                    return new OnnxScores(
                            (int[]) result.get(PortableModel.PREDICTION)
                                    .orElseThrow()
                                    .getValue(),
                            (double[]) result.get(PortableModel.PROBABILITY)
                                    .orElseThrow()
                                    .getValue());
                }
            } finally {
                feeds.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static OnnxTensor tensor(
            OrtEnvironment environment, InputColumn input, int at, List<@Nullable Object[]> rows, String missing)
            throws OrtException {
        long[] shape = {rows.size()};
        if (input.type().equals("string")) {
            String[] texts = rows.stream()
                    .map(row -> row[at] == null ? missing : row[at])
                    .toArray(String[]::new);
            return OnnxTensor.createTensor(environment, texts, shape);
        }
        NumericEncoder numbers = NumericEncoder.asIs(input.name());
        double[] values =
                rows.stream().mapToDouble(row -> numbers.number(row[at])).toArray();
        return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
    }
}

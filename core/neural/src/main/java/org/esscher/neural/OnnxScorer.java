package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.onnx.OnnxFunction;
import org.esscher.neural.internal.onnx.OnnxReward;
import org.jspecify.annotations.Nullable;

/**
 * A reward that a model in an ONNX file computes: a ranker or a classifier that was trained
 * elsewhere. For inference only: it has no parameters, and no cotangents flow through it.
 *
 * <p>The model has one input, a matrix of float32 or float64 with a row a row: the columns {@code
 * inputs} side by side. Its output is the {@code score}: a number a row, or a vector.
 *
 * <p>It needs the artifact {@code com.microsoft.onnxruntime:onnxruntime} on the class path, which
 * brings native libraries; nothing else needs it. The model holds native memory until it is closed.
 *
 * @param file an ONNX model; it has to stay for as long as a run needs it
 * @param inputs columns to read, numbers or vectors
 * @param output the model's output that is the score; empty where it has only one
 */
@Component(value = "onnx-scorer", summary = "score by a model in an ONNX file, for inference only")
public record OnnxScorer(
    @NotEmpty String file,
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Default("''") String output)
    implements RewardModelProvider {
  /**
   * Copies.
   *
   * @param file as for the record
   * @param inputs as for the record
   * @param output as for the record
   */
  public OnnxScorer {
    inputs = List.copyOf(inputs);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    try {
      return new OnnxReward(OnnxFunction.load(Path.of(file), output), inputs);
    } catch (LinkageError e) {
      throw new EsscherException(
          ErrorCode.RESOURCES,
          "'onnx-scorer' needs the artifact com.microsoft.onnxruntime:onnxruntime on the class"
              + " path, with a native library for this machine in it: "
              + e,
          e);
    }
  }
}

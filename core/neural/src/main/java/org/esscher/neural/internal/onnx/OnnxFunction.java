package org.esscher.neural.internal.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * A function of a matrix, a row a row, that an ONNX file holds. It has one thread, so that results
 * don't depend on the machine's load. It holds native memory until it is closed. Used by one thread
 * at a time.
 */
public final class OnnxFunction implements AutoCloseable {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final TensorInfo matrix;
  private final String output;
  private boolean closed;

  private OnnxFunction(
      Path file,
      OrtEnvironment environment,
      OrtSession session,
      String input,
      TensorInfo matrix,
      String output) {
    this.file = file;
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.matrix = matrix;
    this.output = output;
  }

  /**
   * Loads.
   *
   * @param file an ONNX model with one input, a matrix of float32 or float64
   * @param output the output that is wanted; empty where the model has one
   * @return the function; whoever loads it closes it
   * @throws EsscherException (DATA) when the file is missing, no ONNX, or of another shape
   */
  public static OnnxFunction load(Path file, String output) {
    if (!Files.isRegularFile(file)) {
      throw EsscherException.data("%s: no such file; name an ONNX model", file.toAbsolutePath());
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        Map.Entry<String, NodeInfo> only = onlyInput(file, session);
        return new OnnxFunction(
            file,
            environment,
            session,
            only.getKey(),
            requireMatrix(file, only),
            chosen(file, session.getOutputNames(), output));
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          file + " is not an ONNX model that this runtime reads: " + e.getMessage(),
          e);
    }
  }

  private static Map.Entry<String, NodeInfo> onlyInput(Path file, OrtSession session)
      throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    if (inputs.size() != 1) {
      throw EsscherException.data(
          "%s has the inputs %s; one matrix is needed, whose rows are the columns of a row side by"
              + " side",
          file, inputs.keySet());
    }
    return inputs.entrySet().iterator().next();
  }

  private static TensorInfo requireMatrix(Path file, Map.Entry<String, NodeInfo> input) {
    if (input.getValue().getInfo() instanceof TensorInfo tensor
        && tensor.getShape().length == 2
        && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE)) {
      return tensor;
    }
    throw EsscherException.data(
        "%s: the input %s is %s; a matrix of float32 or float64 is needed",
        file, input.getKey(), input.getValue().getInfo());
  }

  private static String chosen(Path file, Set<String> outputs, String wanted) {
    if (wanted.isEmpty() && outputs.size() == 1) {
      return outputs.iterator().next();
    }
    if (!outputs.contains(wanted)) {
      throw EsscherException.user(
          "%s has the outputs %s; set output to one of them%s",
          file, outputs, wanted.isEmpty() ? "" : ", not to '" + wanted + "'");
    }
    return wanted;
  }

  /**
   * Components of a row.
   *
   * @return at least 1, or −1 where the model takes any
   */
  public int width() {
    return Math.toIntExact(matrix.getShape()[1]);
  }

  /**
   * Computes.
   *
   * @param numbers rows · columns, row by row; finite
   * @param rows how many, at least 1
   * @return as many rows of the output
   * @throws EsscherException (DATA) when the model fails or gives another number of rows
   */
  public double[] apply(double[] numbers, int rows) {
    long[] shape = {rows, numbers.length / rows};
    try (OnnxTensor given = tensor(numbers, shape);
        OrtSession.Result results = session.run(Map.of(input, given), Set.of(output))) {
      if (results.get(0) instanceof OnnxTensor result
          && result.getInfo().getShape().length > 0
          && result.getInfo().getShape()[0] == rows) {
        return doubles(result);
      }
      throw EsscherException.data(
          "%s: the output %s is %s for %d rows; a tensor with a row for each is needed",
          file, output, results.get(0).getInfo(), rows);
    } catch (OrtException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          file + " fails on a matrix " + List.of(shape[0], shape[1]) + ": " + e.getMessage(),
          e);
    }
  }

  private OnnxTensor tensor(double[] numbers, long[] shape) throws OrtException {
    if (matrix.type == OnnxJavaType.DOUBLE) {
      return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(numbers), shape);
    }
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) numbers[i];
    }
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(rounded), shape);
  }

  private double[] doubles(OnnxTensor result) {
    if (result.getInfo().type == OnnxJavaType.DOUBLE) {
      DoubleBuffer source = Objects.requireNonNull(result.getDoubleBuffer());
      double[] values = new double[source.remaining()];
      source.get(values);
      return values;
    }
    if (result.getInfo().type != OnnxJavaType.FLOAT) {
      throw EsscherException.data(
          "%s: the output %s is %s; float32 or float64 is needed", file, output, result.getInfo());
    }
    FloatBuffer source = Objects.requireNonNull(result.getFloatBuffer());
    double[] values = new double[source.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.get(i);
    }
    return values;
  }

  /** The file. */
  @Override
  public String toString() {
    return file.toString();
  }

  /** Frees the model; may be called twice. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw new EsscherException(ErrorCode.RESOURCES, file + " can't be closed", e);
    }
  }
}

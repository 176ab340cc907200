package org.esscher.neural.internal.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;

/**
 * A TorchScript module: a function whose code and parameters come from a file. It is evaluated, not
 * trained, as far as dropout is concerned: randomness is Java's. It holds native memory until it is
 * closed. Used by one thread at a time.
 */
public final class ScriptModule implements AutoCloseable {
  private final Path file;
  private final NDManager memory;
  private final PtSymbolBlock block;

  /** By name of the first place where the module uses it: the same weight in all its places. */
  private final Map<String, List<PtNDArray>> parameters = new LinkedHashMap<>();

  private final Precision precision;

  private ScriptModule(Path file, NDManager memory) {
    this.file = file;
    this.memory = memory;
    this.block = loaded(file, memory);
    JniUtils.enableInferenceMode(block);
    NDList listed = listed(block, memory);
    Map<String, String> ties = memory.getDevice().isGpu() ? tiesOnHost() : ties(listed);
    for (NDArray each : listed) {
      PtNDArray parameter = (PtNDArray) each;
      requireFloats(parameter.getName(), parameter);
      String name = ties.getOrDefault(parameter.getName(), parameter.getName());
      parameters.computeIfAbsent(name, ignored -> new ArrayList<>()).add(parameter);
    }
    this.precision = onePrecision();
  }

  private static PtSymbolBlock loaded(Path file, NDManager memory) {
    return JniUtils.loadModule(
        (PtNDManager) memory, file, true, new String[0], new String[0], true);
  }

  private static NDList listed(PtSymbolBlock block, NDManager memory) {
    return JniUtils.moduleGetParams(block, (PtNDManager) memory);
  }

  /** Memory of another device can't be looked into: the module is loaded beside once more. */
  private Map<String, String> tiesOnHost() {
    try (NDManager host = memory.newSubManager(Device.cpu())) {
      return ties(listed(loaded(file, host), host));
    }
  }

  /**
   * Weights that are used twice are listed twice, and are one parameter.
   *
   * @return by name, the name of an earlier one that is the same
   */
  private static Map<String, String> ties(NDList listed) {
    Map<String, String> ties = new LinkedHashMap<>();
    for (int i = 1; i < listed.size(); i++) {
      PtNDArray parameter = (PtNDArray) listed.get(i);
      listed.subNDList(0, i).stream()
          .filter(earlier -> shareMemory((PtNDArray) earlier, parameter))
          .findFirst()
          .ifPresent(earlier -> ties.put(parameter.getName(), earlier.getName()));
    }
    return ties;
  }

  /** Whether a change of one is a change of the other. */
  private static boolean shareMemory(PtNDArray one, PtNDArray other) {
    if (one.size() == 0 || !one.getShape().equals(other.getShape())) {
      return false;
    }
    ByteBuffer first = one.toByteBuffer(true);
    byte before = first.get(0);
    byte seen = other.toByteBuffer(true).get(0);
    first.put(0, (byte) (before ^ 1));
    boolean changed = other.toByteBuffer(true).get(0) != seen;
    first.put(0, before);
    return changed;
  }

  private void requireFloats(String name, PtNDArray parameter) {
    DataType type = parameter.getDataType();
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw EsscherException.data(
          "%s: the parameter %s is %s; convert the module to float32 or float64 before it is saved",
          file, name, type);
    }
  }

  private Precision onePrecision() {
    long doubles =
        parameters.values().stream()
            .filter(each -> each.get(0).getDataType() == DataType.FLOAT64)
            .count();
    if (doubles != 0 && doubles != parameters.size()) {
      throw EsscherException.data(
          "%s: %d of %d parameters are float64 and the others float32; convert the module to one of"
              + " them before it is saved",
          file, doubles, parameters.size());
    }
    return doubles == 0 ? Precision.FLOAT32 : Precision.FLOAT64;
  }

  /**
   * Loads a module. TorchScript is code: what the file says is executed when the module is called.
   *
   * @param file as {@code torch.jit.save} writes it
   * @return the module; whoever loads it closes it
   * @throws EsscherException (DATA) when the file is missing or no TorchScript of float32 or
   *     float64
   */
  public static ScriptModule load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw EsscherException.data(
          "%s: no such file; name a module that torch.jit.save wrote", file.toAbsolutePath());
    }
    NDManager memory = NativeEngine.get().manager();
    try {
      return new ScriptModule(file, memory);
    } catch (EngineException e) {
      memory.close();
      throw new EsscherException(
          ErrorCode.DATA,
          file + " is not a TorchScript module that this engine reads: " + firstLine(e),
          e);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static String firstLine(EngineException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * The parameters' shapes.
   *
   * @return by name, in the file's order; weights that the module uses twice stand once
   */
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    parameters.forEach(
        (name, places) -> {
          long[] dimensions = places.get(0).getShape().getShape();
          int[] shape = new int[dimensions.length];
          for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(dimensions[i]);
          }
          shapes.put(name, shape);
        });
    return shapes;
  }

  /**
   * What it computes with.
   *
   * @return float32 or float64
   */
  public Precision precision() {
    return precision;
  }

  /**
   * A parameter's numbers as they are now.
   *
   * @param name the parameter
   * @return a copy, in row-major order
   */
  public double[] values(String name) {
    return Scope.toDoubles(places(name).get(0));
  }

  private List<PtNDArray> places(String name) {
    List<PtNDArray> places = parameters.get(name);
    if (places == null) {
      throw EsscherException.plugin("%s has no parameter %s", file, name);
    }
    return places;
  }

  /**
   * Says which parameters have derivatives.
   *
   * @param name the parameter
   * @param wanted whether it has
   */
  public void differentiate(String name, boolean wanted) {
    places(name).forEach(place -> place.setRequiresGradient(wanted));
  }

  /**
   * Replaces a parameter's numbers. What was computed with the old ones can't be pulled back.
   *
   * @param name the parameter
   * @param values of its size and the module's precision
   */
  public void set(String name, PtNDArray values) {
    ByteBuffer source = values.toByteBuffer(true);
    for (PtNDArray place : places(name)) {
      source.rewind();
      if (place.getDevice().isGpu()) {
        place.set(source);
      } else {
        place.toByteBuffer(true).put(source);
      }
    }
  }

  /**
   * Reads a parameter's derivative, and zeroes it: the engine would add the next one.
   *
   * @param name the parameter
   * @param scope the derivative belongs to
   * @return of the parameter's shape
   */
  public PtNDArray takeGradient(String name, Scope scope) {
    PtNDArray first = places(name).get(0);
    PtNDArray taken =
        JniUtils.zerosLike(first, first.getDataType(), first.getDevice(), SparseFormat.DENSE);
    for (PtNDArray place : places(name)) {
      PtNDArray gradient = JniUtils.getGradient(place);
      if (gradient != null) {
        JniUtils.addi(taken, gradient);
        gradient.close();
        JniUtils.zeroGrad(place);
      }
    }
    scope.keep(taken);
    return taken;
  }

  /**
   * Calls the module.
   *
   * @param input its one argument
   * @param derivative whether a pullback follows
   * @return its result, or the first of several; of the input's scope
   * @throws EsscherException (DATA) when the module fails, in its words
   */
  public PtNDArray call(PtNDArray input, boolean derivative) {
    return Scope.computing(derivative, () -> called(input, derivative));
  }

  private PtNDArray called(PtNDArray input, boolean derivative) {
    // The engine would specialize the code while it runs, and its last digits with it: a resumed
    // run would differ from one that was not interrupted. The setting is a thread's.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      NDList results = IValueUtils.forward(block, new NDList(input), derivative);
      return (PtNDArray) results.get(0);
    } catch (EngineException | UnsupportedOperationException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          file + " fails on an int64 matrix of tokens " + input.getShape() + ": " + lastLine(e),
          e);
    }
  }

  private static String lastLine(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return message.contains("device-side assert")
        ? "a token or a position is beyond what it knows; CUDA ends a process's use of the device"
            + " with that, so start anew"
        : message.lines().reduce((a, b) -> b).orElse("");
  }

  /** The file. */
  @Override
  public String toString() {
    return file.toString();
  }

  /** Frees the module; may be called twice. */
  @Override
  public void close() {
    memory.close();
  }
}

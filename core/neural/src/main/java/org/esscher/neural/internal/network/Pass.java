package org.esscher.neural.internal.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One computation of a network, and the way back. It holds native memory until it is closed, and a
 * copy of the parameters as they were when it began: a later step doesn't change it. Used by one
 * thread at a time.
 */
public final class Pass implements AutoCloseable {
  private final Scope scope;
  private final Precision precision;
  private final PtNDArray parameters;
  private final @Nullable PtNDArray inputs;
  private final PtNDArray result;
  private final double[] values;

  private Pass(
      Scope scope,
      Precision precision,
      PtNDArray parameters,
      @Nullable PtNDArray inputs,
      PtNDArray result,
      double[] values) {
    this.scope = scope;
    this.precision = precision;
    this.parameters = parameters;
    this.inputs = inputs;
    this.result = result;
    this.values = values;
  }

  /**
   * Applies a network to a matrix; its inputs can be pulled back to.
   *
   * @param network the function
   * @param precision it computes with
   * @param parameters its parameters
   * @param inputs rows · columns numbers, row by row
   * @param columns of a row
   * @return the finished pass; whoever begins it closes it
   * @throws EsscherException (DATA) when a result is NaN or infinite
   */
  public static Pass of(
      Network network, Precision precision, double[] parameters, double[] inputs, int columns) {
    Scope scope = NativeEngine.get().scope();
    try {
      PtNDArray matrix = scope.numbers(inputs, precision, inputs.length / columns, columns);
      matrix.setRequiresGradient(true);
      return of(
          scope,
          network.layout(),
          precision,
          parameters,
          matrix,
          weights -> network.apply(weights, matrix));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Computes what has no inputs to pull back to.
   *
   * @param layout of the parameters
   * @param precision of the parameters
   * @param parameters the parameters
   * @param computation of the parameters
   * @return the finished pass; whoever begins it closes it
   * @throws EsscherException (DATA) when a result is NaN or infinite
   */
  public static Pass of(
      Layout layout, Precision precision, double[] parameters, Computation computation) {
    Scope scope = NativeEngine.get().scope();
    try {
      return of(
          scope,
          layout,
          precision,
          parameters,
          null,
          weights -> computation.result(scope, weights));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private static Pass of(
      Scope scope,
      Layout layout,
      Precision precision,
      double[] parameters,
      @Nullable PtNDArray inputs,
      Function<Weights, PtNDArray> function) {
    PtNDArray vector = scope.numbers(parameters, precision, parameters.length);
    vector.setRequiresGradient(true);
    PtNDArray result =
        Scope.computing(true, () -> Scope.result(() -> function.apply(Weights.of(vector, layout))));
    double[] values = Scope.toDoubles(result);
    requireFinite(values);
    return new Pass(scope, precision, vector, inputs, result, values);
  }

  /**
   * Computes without a way back, and frees the memory at once.
   *
   * @param layout of the parameters
   * @param precision of the parameters
   * @param parameters the parameters
   * @param computation of the parameters
   * @return its results
   * @throws EsscherException (DATA) when a result is NaN or infinite
   */
  public static double[] values(
      Layout layout, Precision precision, double[] parameters, Computation computation) {
    return without(
        layout,
        precision,
        parameters,
        (scope, weights) -> {
          double[] values = Scope.toDoubles(Scope.result(() -> computation.result(scope, weights)));
          requireFinite(values);
          return values;
        });
  }

  /**
   * Does something with parameters that has no way back, and frees the memory.
   *
   * @param <T> the result
   * @param layout of the parameters
   * @param precision of the parameters
   * @param parameters the parameters
   * @param work with the parameters, in a scope
   * @return its result
   */
  public static <T> T without(
      Layout layout, Precision precision, double[] parameters, BiFunction<Scope, Weights, T> work) {
    try (Scope scope = NativeEngine.get().scope()) {
      PtNDArray vector = scope.numbers(parameters, precision, parameters.length);
      return Scope.computing(false, () -> work.apply(scope, Weights.of(vector, layout)));
    }
  }

  /**
   * Refuses results that are not finite.
   *
   * @param values of a network
   * @throws EsscherException (DATA) when one is NaN or infinite
   */
  public static void requireFinite(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "the network's result %d of %d is %s; lower the learning rate, or look for huge inputs",
            i, values.length, values[i]);
      }
    }
  }

  /** A function of parameters. */
  @FunctionalInterface
  public interface Computation {
    /**
     * Computes by operations on arrays alone, as {@link Network#apply}.
     *
     * @param scope makes what it needs beside the parameters
     * @param weights the parameters
     * @return an array of the scope
     */
    PtNDArray result(Scope scope, Weights weights);
  }

  /**
   * What the network gave.
   *
   * @return in row-major order; not to be changed
   */
  public double[] values() {
    return values;
  }

  /**
   * Pulls back.
   *
   * @param cotangents one for each of {@link #values}
   * @param wantInputs whether the inputs' derivatives are wanted, of a pass whose inputs are
   *     numbers
   * @return derivatives of Σ cotangent · value
   */
  public Derivatives pullback(double[] cotangents, boolean wantInputs) {
    PtNDArray given = scope.numbers(cotangents, precision, result.getShape().getShape());
    // The graph is kept: a pass may be pulled back again, for another loss.
    JniUtils.backward(result, given, true, false);
    given.close();
    double[] ofParameters = taken(parameters);
    double[] ofInputs = inputs == null ? new double[0] : taken(inputs);
    return new Derivatives(ofParameters, wantInputs ? ofInputs : new double[0]);
  }

  /** Reads a derivative, and zeroes it: the engine would add the next one. */
  private static double[] taken(PtNDArray leaf) {
    try (PtNDArray gradient = leaf.getGradient()) {
      double[] values = Scope.toDoubles(gradient);
      JniUtils.zeroGrad(leaf);
      return values;
    }
  }

  /** What {@link #pullback} gives. */
  public static final class Derivatives {
    private final double[] parameters;
    private final double[] inputs;

    private Derivatives(double[] parameters, double[] inputs) {
      this.parameters = parameters;
      this.inputs = inputs;
    }

    /**
     * With respect to the parameters.
     *
     * @return in their order; handed over
     */
    public double[] parameters() {
      return parameters;
    }

    /**
     * With respect to the inputs.
     *
     * @return in their order, or empty when they were not wanted; handed over
     */
    public double[] inputs() {
      return inputs;
    }
  }

  /** Frees the pass's memory; may be called twice. */
  @Override
  public void close() {
    scope.close();
  }
}

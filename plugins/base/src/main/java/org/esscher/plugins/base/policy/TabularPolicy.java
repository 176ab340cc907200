package org.esscher.plugins.base.policy;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Scores;
import org.jspecify.annotations.Nullable;

/**
 * The model of {@link TabularSoftmax}. Its parameters are the logits, context by context. After
 * {@link #assign(Batch, Column)} a logit may be −∞; it then stays so.
 */
final class TabularPolicy extends ActionPolicy implements Vectored, ClosedForm {
  private final ContextTable contexts;
  private double[] logits;
  private boolean warned;

  TabularPolicy(ContextTable contexts, String action, int actions, @Nullable State saved) {
    super(action, actions);
    this.contexts = contexts;
    int size = Math.multiplyExact(contexts.size(), actions);
    this.logits = saved == null ? new double[size] : sized(saved.get("logits"), size);
  }

  private static double[] sized(double[] logits, int size) {
    if (logits.length != size) {
      throw EsscherException.plugin(
          "the policy has %d logits, got %d; were they saved with another configuration?",
          size, logits.length);
    }
    return logits;
  }

  @Override
  List<String> contextColumns() {
    return contexts.columns();
  }

  @Override
  Scores logits(Batch batch, Context context) {
    int[] found = contexts.find(batch);
    warnOfUnknown(found, context);
    return new TabularScores(found);
  }

  private void warnOfUnknown(int[] found, Context context) {
    long unknown = Arrays.stream(found).filter(number -> number == ContextTable.UNKNOWN).count();
    if (unknown > 0 && contexts.size() > 0 && !warned) {
      warned = true;
      context
          .logger()
          .log(
              Level.WARNING,
              "{0} of {1} rows have contexts {2} that the policy has not adopted: it is uniform"
                  + " there, and they train nothing. Later batches are not reported.",
              unknown,
              found.length,
              contexts.columns());
    }
  }

  /** The logits of some rows. */
  private final class TabularScores implements Scores {
    private final int[] found;

    TabularScores(int[] found) {
      this.found = found;
    }

    @Override
    public double[] values() {
      double[] values = new double[found.length * actions()];
      for (int row = 0; row < found.length; row++) {
        if (found[row] != ContextTable.UNKNOWN) {
          System.arraycopy(logits, found[row] * actions(), values, row * actions(), actions());
        }
      }
      return values;
    }

    @Override
    public Gradient gradient(double[] cotangents) {
      if (logits.length == 0) {
        throw EsscherException.user(
            "'tabular-softmax' has adopted no contexts yet, so there is nothing to train; set"
                + " contexts to their number, or use a recipe that assigns the policy first");
      }
      double[] gradient = new double[logits.length];
      for (int row = 0; row < found.length; row++) {
        if (found[row] != ContextTable.UNKNOWN) {
          for (int action = 0; action < actions(); action++) {
            gradient[found[row] * actions() + action] += cotangents[row * actions() + action];
          }
        }
      }
      return new DenseGradient(gradient);
    }
  }

  /**
   * Sets the contexts that are given, adopting those that are new where contexts are adopted; other
   * contexts stay as they are.
   *
   * @throws EsscherException (DATA) when a context lacks a choice or has one twice, when a
   *     log-probability is NaN or +∞, or when a context has no choice above −∞
   */
  @Override
  public void assign(Batch choices, Column logp) {
    double[] assigned = AssignedLogits.of(choices, logp, action(), actions());
    int[] firsts = new int[assigned.length / actions()];
    Arrays.setAll(firsts, block -> block * actions());
    int[] found = contexts.findOrAdopt(choices.take(firsts));
    logits = Arrays.copyOf(logits, Math.multiplyExact(contexts.size(), actions()));
    for (int block = 0; block < found.length; block++) {
      System.arraycopy(assigned, firsts[block], logits, found[block] * actions(), actions());
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(logits);
  }

  @Override
  public void assign(Vector parameters) {
    double[] changed = sized(parameters.toArray(), logits.length);
    for (int i = 0; i < changed.length; i++) {
      if (Double.isNaN(changed[i]) || changed[i] == Double.POSITIVE_INFINITY) {
        throw EsscherException.plugin(
            "logit %d would become %s; logits are finite, or -Infinity for a choice that is never"
                + " taken",
            i, changed[i]);
      }
    }
    logits = changed;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return DenseGradient.vector(gradient, logits.length);
  }

  @Override
  public State save() {
    return contexts.save().with("logits", logits);
  }
}

package org.esscher.plugins.serl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** A reward that is a function of a classifier's logit. It owns the classifier. */
final class ClassifierReward implements RewardModel {
  private static final String LOGIT = "logit";
  private static final String SCORE = "score";

  private final @Nullable RewardModel classifier;
  private final Rule rule;

  private ClassifierReward(@Nullable RewardModel classifier, Rule rule) {
    this.classifier = classifier;
    this.rule = rule;
  }

  /** How a logit pays. */
  interface Rule {
    /** The component's id, for messages. */
    String id();

    /** The reward. */
    double score(double logit);

    /** Its derivative. */
    double slope(double logit);
  }

  static RewardModel of(
      @Nullable RewardModelProvider model, Rule rule, Context context, @Nullable State saved) {
    return new ClassifierReward(model == null ? null : model.create(context, saved), rule);
  }

  @Override
  public Set<String> inputs() {
    return classifier == null ? Set.of(LOGIT) : classifier.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return classifier == null ? Optional.empty() : classifier.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE, LOGIT);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user("'%s' computes %s, not %s", rule.id(), outputs(), outputs);
    }
    if (classifier == null) {
      return new Scored(null, batch.column(LOGIT), context);
    }
    Forward pass = classifier.forward(batch, Set.of(SCORE), context);
    try {
      return new Scored(pass, pass.output(SCORE), context);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }

  @Override
  public State save() {
    return classifier == null ? State.empty() : classifier.save();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    boolean parametric = capability == Trainable.class || capability == Vectored.class;
    return parametric && classifier != null
        ? classifier.as(capability)
        : RewardModel.super.as(capability);
  }

  @Override
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
  }

  /** A pass; the classifier's lies below, where there is one. */
  private final class Scored implements Forward {
    private final @Nullable Forward pass;
    private final Column logit;
    private final Column score;
    private final Context context;

    Scored(@Nullable Forward pass, Column logit, Context context) {
      this.pass = pass;
      this.logit = logit;
      this.context = context;
      if (logit.isText() || logit.ragged() || logit.width() != 1) {
        throw EsscherException.data(
            "'%s' reads a number per row for logit; the column has another shape", rule.id());
      }
      double[] scores = Arrays.stream(logit.toArray()).map(rule::score).toArray();
      this.score = context.columns().numbers(scores);
    }

    @Override
    public Column output(String name) {
      return name.equals(LOGIT) ? logit : score;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      double[] back = new double[logit.rows()];
      Column ofLogit = cotangents.get(LOGIT);
      Column ofScore = cotangents.get(SCORE);
      for (int row = 0; row < back.length; row++) {
        back[row] += ofLogit == null ? 0 : ofLogit.at(row);
        back[row] += ofScore == null ? 0 : ofScore.at(row) * rule.slope(logit.at(row));
      }
      if (pass == null) {
        throw EsscherException.user(
            "'%s' has no model to train: its logits are a column; set its model", rule.id());
      }
      Map<String, Column> down = new LinkedHashMap<>();
      down.put(SCORE, context.columns().numbers(back));
      return pass.pullback(down, wantedInputs);
    }

    @Override
    public void close() {
      if (pass != null) {
        pass.close();
      }
    }
  }
}

package org.esscher.api;

import java.util.Map;

/**
 * A run with one model and a context; nothing else is asked of it. Every objective is the fourth
 * power of the model's parameter, and trains the policy.
 */
record FakeRun(Model model, Context context) implements Run {
  @Override
  public Model model(String role) {
    return model;
  }

  @Override
  public boolean has(String source) {
    throw new AssertionError("no test asks for has");
  }

  @Override
  public Dataset data(String source) {
    throw new AssertionError("no test asks for data");
  }

  @Override
  public Batch next(Dataset dataset, int rows) {
    throw new AssertionError("no test asks for next");
  }

  @Override
  public Batch apply(Transform transform, Dataset fittedOn, Batch batch) {
    throw new AssertionError("no test asks for apply");
  }

  @Override
  public Map<String, Batch> collect(CollectionPlan plan) {
    throw new AssertionError("no test asks for collect");
  }

  @Override
  public void define(String role, ModelProvider provider) {
    throw new AssertionError("no test asks for define");
  }

  @Override
  public Batch sample(String role, Batch contexts, int each) {
    throw new AssertionError("no test asks for sample");
  }

  @Override
  public Batch score(String role, Batch batch, String output, String column) {
    throw new AssertionError("no test asks for score");
  }

  @Override
  public void save(String role, String version) {
    throw new AssertionError("no test asks for save");
  }

  @Override
  public void restore(String role, String version) {
    throw new AssertionError("no test asks for restore");
  }

  @Override
  public void average(String role, String version, double rate) {
    throw new AssertionError("no test asks for average");
  }

  @Override
  public Map<String, Double> train(Stage stage, Map<String, Batch> slots) {
    throw new AssertionError("no test asks for train");
  }

  @Override
  public Map<String, Vector> gradient(Estimator estimator, Map<String, Batch> slots) {
    double parameter = ((Vectored) model).parameters().at(0);
    return Map.of("policy", Vector.of(4 * parameter * parameter * parameter));
  }

  @Override
  public Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    throw new AssertionError("no test asks for estimate");
  }

  @Override
  public void fit(String role, Learner learner, Map<String, Batch> slots) {
    throw new AssertionError("no test asks for fit");
  }

  @Override
  public void metric(String name, double value) {
    throw new AssertionError("no test asks for metric");
  }

  @Override
  public void row(String table, Map<String, ?> row) {
    throw new AssertionError("no test asks for row");
  }

  @Override
  public ChildRun run(String name, Recipe recipe, long seed) {
    throw new AssertionError("no test asks for run");
  }

  @Override
  public Dataset append(String name, Batch rows, int keep) {
    throw new AssertionError("no test asks for append");
  }

  @Override
  public Batch draw(Dataset dataset, int rows) {
    throw new AssertionError("no test asks for draw");
  }

  @Override
  public Batch play(Rollout rollout, int steps) {
    throw new AssertionError("no test asks for play");
  }

  @Override
  public Batch episodes(Rollout rollout, int count) {
    throw new AssertionError("no test asks for episodes");
  }

  @Override
  public Environment environment(Rollout rollout) {
    throw new AssertionError("no test asks for environment");
  }
}

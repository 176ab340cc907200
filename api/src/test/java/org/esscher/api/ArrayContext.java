package org.esscher.api;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A context with arrays for columns and a seeded generator; nothing else is asked of it. */
final class ArrayContext implements Context, Columns {
  private final RandomGenerator random = new Random(1);

  @Override
  public Columns columns() {
    return this;
  }

  @Override
  public Column numbers(double... values) {
    return ArrayColumn.of(1, values);
  }

  @Override
  public Column vectors(int width, double... values) {
    return ArrayColumn.of(width, values);
  }

  @Override
  public Column lists(int[] starts, double... values) {
    return ArrayColumn.ragged(1, starts, values);
  }

  @Override
  public Column vectorLists(int width, int[] starts, double... values) {
    return ArrayColumn.ragged(width, starts, values);
  }

  @Override
  public Batch batch(Map<String, Column> columns) {
    return new ArrayBatch(columns);
  }

  @Override
  public Column integers(long... values) {
    throw unexpected();
  }

  @Override
  public Column booleans(boolean... values) {
    throw unexpected();
  }

  @Override
  public Column texts(List<String> values) {
    throw unexpected();
  }

  @Override
  public Column textLists(List<List<String>> values) {
    throw unexpected();
  }

  @Override
  public Batch concat(List<Batch> batches) {
    throw unexpected();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Model role(String role) {
    throw unexpected();
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw unexpected();
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw unexpected();
  }

  @Override
  public System.Logger logger() {
    throw unexpected();
  }

  private static AssertionError unexpected() {
    return new AssertionError("no test asks for this");
  }
}

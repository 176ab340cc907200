package org.esscher.neural.internal.model;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.neural.internal.network.Pass;

/**
 * What the members of an ensemble say of each row. A row of the network's results holds a member's
 * components together.
 */
final class CriticForward extends RowForward {
  private final CriticShape shape;

  /** Each row's component where one is chosen; empty where all are reported. */
  private final int[] chosen;

  CriticForward(
      Pass pass,
      InputColumns inputs,
      Batch batch,
      Columns columns,
      CriticShape shape,
      int[] chosen) {
    super(pass, inputs, batch, columns);
    this.shape = shape;
    this.chosen = chosen;
  }

  /** Components of an output a row. */
  private int width(String output) {
    return shape.choosesAction() && !output.equals(shape.all()) ? 1 : shape.components();
  }

  /** Where a member's value for component i of an output (rows · width) stands. */
  private int place(String output, int i, int member) {
    int width = width(output);
    int row = i / width;
    int component = shape.choosesAction() && !output.equals(shape.all()) ? chosen[row] : i % width;
    return (row * shape.members() + member) * shape.components() + component;
  }

  private double value(String output, int i, int member) {
    return results()[place(output, i, member)];
  }

  private double mean(String output, int i) {
    double sum = 0;
    for (int member = 0; member < shape.members(); member++) {
      sum += value(output, i, member);
    }
    return sum / shape.members();
  }

  private double std(String output, int i) {
    double mean = mean(output, i);
    double sum = 0;
    for (int member = 0; member < shape.members(); member++) {
      double difference = value(output, i, member) - mean;
      sum += difference * difference;
    }
    return Math.sqrt(sum / shape.members());
  }

  /** The first of the members whose value is smallest. */
  private int smallest(String output, int i) {
    int smallest = 0;
    for (int member = 1; member < shape.members(); member++) {
      if (value(output, i, member) < value(output, i, smallest)) {
        smallest = member;
      }
    }
    return smallest;
  }

  @Override
  Column compute(String output) {
    int width = width(output);
    if (output.equals(shape.ofMembers())) {
      double[] values = new double[rows() * width * shape.members()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(output, component(i, width), member(i, width));
      }
      return VectorColumn.of(columns(), width * shape.members(), values);
    }
    double[] values = new double[rows() * width];
    for (int i = 0; i < values.length; i++) {
      if (output.equals(shape.min())) {
        values[i] = value(output, i, smallest(output, i));
      } else {
        values[i] = output.equals(shape.std()) ? std(output, i) : mean(output, i);
      }
    }
    return VectorColumn.of(columns(), width, values);
  }

  /** Of number i of the members' output, which holds a member's components together. */
  private int member(int i, int width) {
    return i / width % shape.members();
  }

  private int component(int i, int width) {
    return i / (width * shape.members()) * width + i % width;
  }

  @Override
  void pull(String output, double[] cotangents, double[] back, Map<String, double[]> others) {
    int width = width(output);
    for (int i = 0; i < cotangents.length; i++) {
      if (output.equals(shape.ofMembers())) {
        back[place(output, component(i, width), member(i, width))] += cotangents[i];
      } else if (output.equals(shape.min())) {
        back[place(output, i, smallest(output, i))] += cotangents[i];
      } else if (output.equals(shape.std())) {
        pullStd(i, cotangents[i], back);
      } else {
        for (int member = 0; member < shape.members(); member++) {
          back[place(output, i, member)] += cotangents[i] / shape.members();
        }
      }
    }
  }

  /** ∂ std/∂ v_k = (v_k − mean)/(K std), and 0 where all members agree. */
  private void pullStd(int i, double cotangent, double[] back) {
    String output = shape.std();
    double std = std(output, i);
    for (int member = 0; std > 0 && member < shape.members(); member++) {
      double difference = value(output, i, member) - mean(output, i);
      back[place(output, i, member)] += cotangent * difference / (shape.members() * std);
    }
  }
}

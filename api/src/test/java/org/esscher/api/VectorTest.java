package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorTest {
  private static final Vector A = Vector.of(3, 4);
  private static final Vector B = Vector.of(1, -2);

  @Test
  void arithmetic() {
    assertThat(A.plus(B)).isEqualTo(Vector.of(4, 2));
    assertThat(A.minus(B)).isEqualTo(Vector.of(2, 6));
    assertThat(A.times(-2)).isEqualTo(Vector.of(-6, -8));
    assertThat(A.dot(B)).isEqualTo(-5);
    assertThat(A.size()).isEqualTo(2);
    assertThat(A.at(1)).isEqualTo(4);
  }

  /** ODICE, check 2: (−0.8, 0.6) without its share along (1, 0) is (0, 0.6). */
  @Test
  void without_a_direction_the_rest_is_orthogonal_to_it() {
    assertThat(Vector.of(-.8, .6).without(Vector.of(1, 0))).isEqualTo(Vector.of(0, .6));
    assertThat(Math.abs(A.without(B).dot(B))).isLessThan(1e-15);
  }

  @Test
  void without_no_direction_nothing_is_taken_off() {
    assertThat(A.without(Vector.of(0, 0))).isEqualTo(A);
  }

  @Test
  void components_are_copied_in_and_out() {
    double[] given = {1, 2};
    Vector vector = Vector.of(given);
    given[0] = 9;
    vector.toArray()[1] = 9;
    assertThat(vector).isEqualTo(Vector.of(1, 2)).hasSameHashCodeAs(Vector.of(1, 2));
    assertThat(vector).hasToString("[1.0, 2.0]");
  }

  @Test
  void sizes_must_agree() {
    assertThatThrownBy(() -> A.plus(Vector.of(1))).hasMessage("vectors of 2 and 1 components");
    assertThatThrownBy(() -> A.dot(Vector.of(1, 2, 3))).hasMessage("vectors of 2 and 3 components");
  }
}

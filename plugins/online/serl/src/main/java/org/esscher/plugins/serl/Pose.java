package org.esscher.plugins.serl;

/**
 * A rigid motion of the plane: a turn, then a shift. Also where a body is and how it is turned.
 *
 * @param x shift along the first axis
 * @param y shift along the second
 * @param angle of the turn, radians, within [−π, π)
 */
record Pose(double x, double y, double angle) {
  /** A pose in an array. */
  static Pose of(double[] values, int at) {
    return new Pose(values[at], values[at + 1], values[at + 2]);
  }

  void write(double[] values, int at) {
    values[at] = x;
    values[at + 1] = y;
    values[at + 2] = angle;
  }

  /** This after another: the other's pose, given in this one's frame, in this one's own frame. */
  Pose times(Pose other) {
    return new Pose(
        x + Math.cos(angle) * other.x - Math.sin(angle) * other.y,
        y + Math.sin(angle) * other.x + Math.cos(angle) * other.y,
        wrapped(angle + other.angle));
  }

  Pose inverse() {
    return new Pose(
        -Math.cos(angle) * x - Math.sin(angle) * y,
        Math.sin(angle) * x - Math.cos(angle) * y,
        wrapped(-angle));
  }

  /** Another pose as it is seen from this one. */
  Pose seen(Pose other) {
    return inverse().times(other);
  }

  private static double wrapped(double angle) {
    return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
  }
}

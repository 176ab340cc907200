package org.esscher.plugins.base.environment;

import java.util.List;
import org.esscher.api.EnvironmentProvider;
import org.esscher.spitests.EnvironmentVerification;
import org.junit.jupiter.api.Nested;

/** The rules of environments, on each of the standard ones. */
class EnvironmentConformanceTest {
  @Nested
  class AcrobotConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new Acrobot(30);
    }
  }

  @Nested
  class CartPoleConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new CartPole(30);
    }
  }

  @Nested
  class ChainConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new Chain(5, 0.2, 2, 10, 0.99, 30);
    }
  }

  @Nested
  class CliffWalkConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new CliffWalk(1, 30);
    }
  }

  @Nested
  class ContextualBanditConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new ContextualBandit(3, 2, 0.1, 4);
    }
  }

  @Nested
  class DeepSeaTreasureConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new DeepSeaTreasure(DeepSeaTreasure.Front.CONVEX, 30);
    }
  }

  @Nested
  class FrozenLakeConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new FrozenLake(FrozenLake.Size.SMALL, true, 0.99, 30);
    }
  }

  @Nested
  class GridWorldConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new GridWorld(List.of("S..C", ".#.H", "...G"), 0.2, -0.04, 1, -1, -1, 0.99, 30);
    }
  }

  @Nested
  class LinearMdpConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return FiniteEnvironmentTest.linear();
    }
  }

  @Nested
  class MountainCarConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new MountainCar(false, 30);
    }
  }

  @Nested
  class ContinuousMountainCarConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new MountainCar(true, 30);
    }
  }

  @Nested
  class MultiArmedBanditConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new MultiArmedBandit(List.of(0.2, 1.0, 0.0), MultiArmedBandit.Arms.BERNOULLI, 1);
    }
  }

  @Nested
  class NormalBanditConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new MultiArmedBandit(List.of(-1.0, 3.0), MultiArmedBandit.Arms.NORMAL, 0.5);
    }
  }

  @Nested
  class PendulumConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new Pendulum(30);
    }
  }

  @Nested
  class PointMazeConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new PointMaze(List.of("S.G", "G#S"), PointMaze.Reward.DENSE, 0.5, true, 30);
    }
  }

  @Nested
  class TwoPlayerConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new TwoPlayer(new Pendulum(30), 0.5);
    }
  }

  @Nested
  class NumberedTwoPlayerConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new TwoPlayer(new CartPole(30), 2);
    }
  }
}

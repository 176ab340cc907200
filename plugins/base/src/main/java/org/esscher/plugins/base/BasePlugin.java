package org.esscher.plugins.base;

import java.util.List;
import org.esscher.api.Plugin;
import org.esscher.plugins.base.divergence.AlphaDivergence;
import org.esscher.plugins.base.divergence.ForwardKl;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.plugins.base.divergence.NeymanChi2;
import org.esscher.plugins.base.divergence.PearsonChi2;
import org.esscher.plugins.base.divergence.Renyi;
import org.esscher.plugins.base.divergence.ReverseKl;
import org.esscher.plugins.base.divergence.SquaredHellinger;
import org.esscher.plugins.base.divergence.TotalVariation;
import org.esscher.plugins.base.environment.Acrobot;
import org.esscher.plugins.base.environment.CartPole;
import org.esscher.plugins.base.environment.Chain;
import org.esscher.plugins.base.environment.CliffWalk;
import org.esscher.plugins.base.environment.ContextualBandit;
import org.esscher.plugins.base.environment.DeepSeaTreasure;
import org.esscher.plugins.base.environment.FrozenLake;
import org.esscher.plugins.base.environment.GridWorld;
import org.esscher.plugins.base.environment.LinearMdp;
import org.esscher.plugins.base.environment.MountainCar;
import org.esscher.plugins.base.environment.MultiArmedBandit;
import org.esscher.plugins.base.environment.Pendulum;
import org.esscher.plugins.base.environment.PointMaze;
import org.esscher.plugins.base.environment.Tabular;
import org.esscher.plugins.base.environment.TwoPlayer;
import org.esscher.plugins.base.estimator.BehaviorCloning;
import org.esscher.plugins.base.estimator.BradleyTerry;
import org.esscher.plugins.base.estimator.ClippedIps;
import org.esscher.plugins.base.estimator.Dpo;
import org.esscher.plugins.base.estimator.Dqn;
import org.esscher.plugins.base.estimator.Grpo;
import org.esscher.plugins.base.estimator.Ipo;
import org.esscher.plugins.base.estimator.Iql;
import org.esscher.plugins.base.estimator.Ppo;
import org.esscher.plugins.base.estimator.PpoClip;
import org.esscher.plugins.base.estimator.Reinforce;
import org.esscher.plugins.base.estimator.Sac;
import org.esscher.plugins.base.estimator.Sft;
import org.esscher.plugins.base.estimator.Td3Bc;
import org.esscher.plugins.base.estimator.Td3BcCritic;
import org.esscher.plugins.base.estimator.ValueIteration;
import org.esscher.plugins.base.generator.SimulatedShop;
import org.esscher.plugins.base.model.FreeParameters;
import org.esscher.plugins.base.model.Role;
import org.esscher.plugins.base.ope.DirectMethod;
import org.esscher.plugins.base.ope.DoublyRobust;
import org.esscher.plugins.base.ope.InversePropensityScoring;
import org.esscher.plugins.base.ope.SelfNormalizedIps;
import org.esscher.plugins.base.ope.SwitchDoublyRobust;
import org.esscher.plugins.base.policy.BestOfN;
import org.esscher.plugins.base.policy.CandidateSoftmax;
import org.esscher.plugins.base.policy.Greedy;
import org.esscher.plugins.base.policy.LinearSoftmax;
import org.esscher.plugins.base.policy.Mixture;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.plugins.base.policy.Tilted;
import org.esscher.plugins.base.policy.Uniform;
import org.esscher.plugins.base.recipe.BehaviorCloningRecipe;
import org.esscher.plugins.base.recipe.ClippedIpsRecipe;
import org.esscher.plugins.base.recipe.DqnRecipe;
import org.esscher.plugins.base.recipe.IqlRecipe;
import org.esscher.plugins.base.recipe.PpoRecipe;
import org.esscher.plugins.base.recipe.SacRecipe;
import org.esscher.plugins.base.recipe.Td3BcRecipe;
import org.esscher.plugins.base.recipe.ValueIterationRecipe;
import org.esscher.plugins.base.reward.BradleyTerryReward;
import org.esscher.plugins.base.reward.ColumnReward;
import org.esscher.plugins.base.reward.Implicit;
import org.esscher.plugins.base.reward.LogTarget;
import org.esscher.plugins.base.reward.RewardVector;
import org.esscher.plugins.base.reward.TableReward;
import org.esscher.plugins.base.reward.Verifier;
import org.esscher.plugins.base.reward.WeightedSum;
import org.esscher.plugins.base.schedule.Constant;
import org.esscher.plugins.base.schedule.Cosine;
import org.esscher.plugins.base.schedule.Exponential;
import org.esscher.plugins.base.schedule.Linear;
import org.esscher.plugins.base.schedule.Warmup;
import org.esscher.plugins.base.transform.GeneralizedAdvantages;
import org.esscher.plugins.base.transform.HindsightRelabeling;
import org.esscher.plugins.base.transform.NStep;
import org.esscher.plugins.base.transform.NearestNeighbors;
import org.esscher.plugins.base.transform.Windows;

/** Names the standard components. */
public final class BasePlugin implements Plugin {
  /** Made by the host. */
  public BasePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        // Divergences
        AlphaDivergence.class,
        ForwardKl.class,
        JensenShannon.class,
        NeymanChi2.class,
        PearsonChi2.class,
        Renyi.class,
        ReverseKl.class,
        SquaredHellinger.class,
        TotalVariation.class,
        // Environments
        Acrobot.class,
        CartPole.class,
        Chain.class,
        CliffWalk.class,
        ContextualBandit.class,
        DeepSeaTreasure.class,
        FrozenLake.class,
        GridWorld.class,
        LinearMdp.class,
        MountainCar.class,
        MultiArmedBandit.class,
        Pendulum.class,
        PointMaze.class,
        Tabular.class,
        TwoPlayer.class,
        // Estimators
        BradleyTerry.class,
        ClippedIps.class,
        Dpo.class,
        Grpo.class,
        Ipo.class,
        PpoClip.class,
        Reinforce.class,
        Sft.class,
        // Estimators of control
        BehaviorCloning.class,
        Dqn.class,
        Iql.class,
        Ppo.class,
        Sac.class,
        Td3Bc.class,
        Td3BcCritic.class,
        ValueIteration.class,
        // Off-policy evaluation
        DirectMethod.class,
        DoublyRobust.class,
        InversePropensityScoring.class,
        SelfNormalizedIps.class,
        SwitchDoublyRobust.class,
        // Policies
        BestOfN.class,
        CandidateSoftmax.class,
        Greedy.class,
        LinearSoftmax.class,
        Mixture.class,
        TabularSoftmax.class,
        Tilted.class,
        Uniform.class,
        // Reward models
        BradleyTerryReward.class,
        ColumnReward.class,
        Implicit.class,
        RewardVector.class,
        Verifier.class,
        WeightedSum.class,
        // Other models
        FreeParameters.class,
        LogTarget.class,
        Role.class,
        // Fitted rewards
        TableReward.class,
        // Schedules
        Constant.class,
        Cosine.class,
        Exponential.class,
        Linear.class,
        Warmup.class,
        // Transforms
        GeneralizedAdvantages.class,
        HindsightRelabeling.class,
        NStep.class,
        NearestNeighbors.class,
        Windows.class,
        // Recipes of control and of logged decisions
        BehaviorCloningRecipe.class,
        ClippedIpsRecipe.class,
        DqnRecipe.class,
        IqlRecipe.class,
        PpoRecipe.class,
        SacRecipe.class,
        Td3BcRecipe.class,
        ValueIterationRecipe.class,
        // Generators
        SimulatedShop.class);
  }
}

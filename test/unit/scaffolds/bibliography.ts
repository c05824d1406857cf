import type { Header } from '../../../src/scaffolds/header.ts';

type Source = Header['sources'][number];

/**
 * Where an entry was checked: on arXiv, in the listing or the text; on the page of the proceedings
 * or of the work itself; in its authors' repository; in BibTeX; in lists of works that cite it.
 */
type Evidence = 'arXiv' | 'proceedings' | 'own page' | 'own repository' | 'BibTeX' | 'citations';

interface Entry extends Source {
  readonly checked: readonly [Evidence, ...Evidence[]];
}

/**
 * Every work that a scaffold cites, as it has to be cited, by its link. Look each one up before it
 * goes in here. Title and authors are those of the newest version, so that they are what the link
 * shows; the year is that of the first public version, on arXiv that of the first submission, so
 * that it never changes. Authors are "X", "X and Y" or, from three on, "X et al."
 */
export const bibliography: readonly Entry[] = [
  {
    title:
      'Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps',
    authors: 'Simonyan et al.',
    year: 2013,
    link: 'https://arxiv.org/abs/1312.6034',
    checked: ['arXiv', 'BibTeX'],
  },
  {
    title: 'Visualizing and Understanding Neural Models in NLP',
    authors: 'Li et al.',
    year: 2015,
    link: 'https://arxiv.org/abs/1506.01066',
    checked: ['arXiv', 'BibTeX'],
  },
  {
    title: 'Understanding intermediate layers using linear classifier probes',
    authors: 'Alain and Bengio',
    year: 2016,
    link: 'https://arxiv.org/abs/1610.01644',
    checked: ['citations'],
  },
  {
    title: 'Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization',
    authors: 'Selvaraju et al.',
    year: 2016,
    link: 'https://arxiv.org/abs/1610.02391',
    checked: ['proceedings', 'citations'],
  },
  {
    title: 'Axiomatic Attribution for Deep Networks',
    authors: 'Sundararajan et al.',
    year: 2017,
    link: 'https://arxiv.org/abs/1703.01365',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title: 'SmoothGrad: removing noise by adding noise',
    authors: 'Smilkov et al.',
    year: 2017,
    link: 'https://arxiv.org/abs/1706.03825',
    checked: ['arXiv', 'BibTeX'],
  },
  {
    title: 'Sanity Checks for Saliency Maps',
    authors: 'Adebayo et al.',
    year: 2018,
    link: 'https://arxiv.org/abs/1810.03292',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Attention is not Explanation',
    authors: 'Jain and Wallace',
    year: 2019,
    link: 'https://arxiv.org/abs/1902.10186',
    checked: ['citations'],
  },
  {
    title: 'Are Sixteen Heads Really Better than One?',
    authors: 'Michel et al.',
    year: 2019,
    link: 'https://arxiv.org/abs/1905.10650',
    checked: ['proceedings', 'citations'],
  },
  {
    title: "What Does BERT Look At? An Analysis of BERT's Attention",
    authors: 'Clark et al.',
    year: 2019,
    link: 'https://arxiv.org/abs/1906.04341',
    checked: ['citations'],
  },
  {
    title: 'Attention is not not Explanation',
    authors: 'Wiegreffe and Pinter',
    year: 2019,
    link: 'https://arxiv.org/abs/1908.04626',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title: 'Designing and Interpreting Probes with Control Tasks',
    authors: 'Hewitt and Liang',
    year: 2019,
    link: 'https://arxiv.org/abs/1909.03368',
    checked: ['citations'],
  },
  {
    title: 'Attention is Not Only a Weight: Analyzing Transformers with Vector Norms',
    authors: 'Kobayashi et al.',
    year: 2020,
    link: 'https://arxiv.org/abs/2004.10102',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title: 'Causal Mediation Analysis for Interpreting Neural NLP: The Case of Gender Bias',
    authors: 'Vig et al.',
    year: 2020,
    link: 'https://arxiv.org/abs/2004.12265',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Quantifying Attention Flow in Transformers',
    authors: 'Abnar and Zuidema',
    year: 2020,
    link: 'https://arxiv.org/abs/2005.00928',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title:
      'Exemplary Natural Images Explain CNN Activations Better than State-of-the-Art Feature Visualization',
    authors: 'Borowski et al.',
    year: 2020,
    link: 'https://arxiv.org/abs/2010.12606',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Probing Classifiers: Promises, Shortcomings, and Advances',
    authors: 'Belinkov',
    year: 2021,
    link: 'https://arxiv.org/abs/2102.12452',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'An Interpretability Illusion for BERT',
    authors: 'Bolukbasi et al.',
    year: 2021,
    link: 'https://arxiv.org/abs/2104.07143',
    checked: ['BibTeX', 'citations'],
  },
  {
    title: 'Toy Models of Superposition',
    authors: 'Elhage et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2209.10652',
    checked: ['citations'],
  },
  {
    title: 'In-context Learning and Induction Heads',
    authors: 'Olsson et al.',
    year: 2022,
    link: 'https://arxiv.org/abs/2209.11895',
    checked: ['citations'],
  },
  {
    title: 'Eliciting Latent Predictions from Transformers with the Tuned Lens',
    authors: 'Belrose et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2303.08112',
    checked: ['arXiv', 'citations'],
  },
  {
    title: "Don't trust your eyes: on the (un)reliability of feature visualizations",
    authors: 'Geirhos et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2306.04719',
    checked: ['arXiv', 'own repository'],
  },
  {
    title: 'The Hydra Effect: Emergent Self-repair in Language Model Computations',
    authors: 'McGrath et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2307.15771',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Steering Language Models With Activation Engineering',
    authors: 'Turner et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2308.10248',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Towards Best Practices of Activation Patching in Language Models: Metrics and Methods',
    authors: 'Zhang and Nanda',
    year: 2023,
    link: 'https://arxiv.org/abs/2309.16042',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title: 'Efficient Streaming Language Models with Attention Sinks',
    authors: 'Xiao et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2309.17453',
    checked: ['arXiv', 'citations'],
  },
  {
    title:
      'The Geometry of Truth: Emergent Linear Structure in Large Language Model Representations of True/False Datasets',
    authors: 'Marks and Tegmark',
    year: 2023,
    link: 'https://arxiv.org/abs/2310.06824',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Algorithms for Computing the Sample Variance: Analysis and Recommendations',
    authors: 'Chan et al.',
    year: 1983,
    link: 'https://doi.org/10.1080/00031305.1983.10483115',
    checked: ['citations'],
  },
  {
    title: 'Attribution Patching Outperforms Automated Circuit Discovery',
    authors: 'Syed et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2310.10348',
    checked: ['own repository', 'BibTeX'],
  },
  {
    title: 'Steering Llama 2 via Contrastive Activation Addition',
    authors: 'Panickssery et al.',
    year: 2023,
    link: 'https://arxiv.org/abs/2312.06681',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Explorations of Self-Repair in Language Models',
    authors: 'Rushing and Nanda',
    year: 2024,
    link: 'https://arxiv.org/abs/2402.15390',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'AtP*: An efficient and scalable method for localizing LLM behaviour to components',
    authors: 'Kramár et al.',
    year: 2024,
    link: 'https://arxiv.org/abs/2403.00745',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'How to use and interpret activation patching',
    authors: 'Heimersheim and Nanda',
    year: 2024,
    link: 'https://arxiv.org/abs/2404.15255',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Scaling and evaluating sparse autoencoders',
    authors: 'Gao et al.',
    year: 2024,
    link: 'https://arxiv.org/abs/2406.04093',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Analyzing the Generalization and Reliability of Steering Vectors',
    authors: 'Tan et al.',
    year: 2024,
    link: 'https://arxiv.org/abs/2407.12404',
    checked: ['arXiv', 'own repository'],
  },
  {
    title: 'NNsight and NDIF: Democratizing Access to Open-Weight Foundation Model Internals',
    authors: 'Fiotto-Kaufman et al.',
    year: 2024,
    link: 'https://arxiv.org/abs/2407.14561',
    checked: ['arXiv', 'BibTeX'],
  },
  {
    title: 'The Streaming Batch Model for Efficient and Fault-Tolerant Heterogeneous Execution',
    authors: 'Luan et al.',
    year: 2025,
    link: 'https://arxiv.org/abs/2501.12407',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'AxBench: Steering LLMs? Even Simple Baselines Outperform Sparse Autoencoders',
    authors: 'Wu et al.',
    year: 2025,
    link: 'https://arxiv.org/abs/2501.17148',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Automated Interpretability Metrics Do Not Distinguish Trained and Random Transformers',
    authors: 'Heap et al.',
    year: 2025,
    link: 'https://arxiv.org/abs/2501.17727',
    checked: ['arXiv', 'proceedings'],
  },
  {
    title: 'Are Sparse Autoencoders Useful? A Case Study in Sparse Probing',
    authors: 'Kantamneni et al.',
    year: 2025,
    link: 'https://arxiv.org/abs/2502.16681',
    checked: ['arXiv', 'citations'],
  },
  {
    title: 'Feature Visualization',
    authors: 'Olah et al.',
    year: 2017,
    link: 'https://distill.pub/2017/feature-visualization/',
    checked: ['own page', 'BibTeX'],
  },
  {
    title: 'Visualizing the Impact of Feature Attribution Baselines',
    authors: 'Sturmfels et al.',
    year: 2020,
    link: 'https://distill.pub/2020/attribution-baselines/',
    checked: ['own page', 'BibTeX'],
  },
  {
    title: 'torch.nn.Module',
    authors: 'PyTorch contributors',
    year: 2017,
    link: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html',
    checked: ['own page'],
  },
  {
    title: 'Feature extraction for model inspection',
    authors: 'torchvision contributors',
    year: 2021,
    link: 'https://docs.pytorch.org/vision/stable/feature_extraction.html',
    checked: ['own page'],
  },
  {
    title: 'TransformerLens',
    authors: 'Nanda and Bloom',
    year: 2022,
    link: 'https://github.com/TransformerLensOrg/TransformerLens',
    checked: ['own repository', 'BibTeX'],
  },
  {
    title: 'Towards Monosemanticity: Decomposing Language Models With Dictionary Learning',
    authors: 'Bricken et al.',
    year: 2023,
    link: 'https://transformer-circuits.pub/2023/monosemantic-features',
    checked: ['citations'],
  },
  {
    title: 'interpreting GPT: the logit lens',
    authors: 'nostalgebraist',
    year: 2020,
    link: 'https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens',
    checked: ['citations'],
  },
  {
    title: 'Attribution Patching: Activation Patching At Industrial Scale',
    authors: 'Nanda',
    year: 2023,
    link: 'https://www.neelnanda.io/mechanistic-interpretability/attribution-patching',
    checked: ['own page', 'BibTeX'],
  },
];

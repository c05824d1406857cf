from nnsight import TransformersModel
from toy_planted import planted_model, planted_tokenizer

wrapped = TransformersModel(planted_model(), tokenizer=planted_tokenizer(), task="text-generation")
tokenizer = wrapped.tokenizer
sentence = "so thus"
texts = [f"so up{i}" for i in range(12)]
other_texts = [f"so down{i}" for i in range(12)]
right_answer, wrong_answer = "yes", "no"
# insert steering.difference-of-means.nnsight
# insert steering.controls.nnsight

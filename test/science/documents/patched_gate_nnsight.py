from nnsight import TransformersModel
from toy_gates import gate, gate_tokenizer
from transformers import PreTrainedTokenizerFast

my_tok: PreTrainedTokenizerFast = gate_tokenizer()
wrapped = TransformersModel(gate("and"), tokenizer=my_tok, task="text-generation")
clean_prompt = "one one ask"
corrupt_prompt = "zero zero ask"
answer_token_text = "yes"
foil = "no"
# insert patching.activation-patching.nnsight
# insert patching.both-directions.nnsight
